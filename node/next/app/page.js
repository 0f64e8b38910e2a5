export default function Page() {
  return <p>The routes are in api/.</p>;
}
