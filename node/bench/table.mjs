// Tables in Markdown, laid out as the formatter of this project lays them out.

/** The lines of a table. `aligned` says for each column whether it is of numbers, at the right. */
export function table([head, ...rows], aligned) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const laidOut = (row) =>
    line(row.map((cell, at) => cell[aligned[at] ? 'padStart' : 'padEnd'](widths[at])));
  const rule = widths.map((width, at) =>
    aligned[at] ? '-'.repeat(width - 1).concat(':') : '-'.repeat(width),
  );
  return [laidOut(head), line(rule), ...rows.map(laidOut)].join('\n');
}
