import { Hypersender } from 'hypersender';

export const dynamic = 'force-dynamic'; // asked for each time, not when it is built

export async function GET() {
  const client = new Hypersender();
  const { status } = await client.health(process.env.HYPERSENDER_INSTANCE);
  return Response.json({ status });
}
