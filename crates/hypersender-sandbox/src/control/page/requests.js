// The log of requests, the newest first.

import { byId, element, minutes, say } from './dom.js';

const KEPT = 200;
const rows = new Map();
let total = 0;

/** From where on the log is still of interest: exchanges that were not over may end. */
export function after() {
  const open = [...rows].filter(([, { open }]) => open).map(([number]) => number);
  const last = Math.max(0, ...rows.keys());
  return open.length ? Math.min(...open) - 1 : last;
}

export function clear() {
  rows.clear();
  total = 0;
  byId('requests').replaceChildren();
  count();
}

export function add(entries) {
  for (const entry of entries) {
    const known = rows.get(entry.number);
    const made = row(entry);
    if (known) {
      known.row.replaceWith(made);
    } else {
      total += 1;
      byId('requests').prepend(made);
    }
    rows.set(entry.number, { row: made, open: entry.end === null });
  }
  for (const [number, { row }] of [...rows].slice(0, Math.max(0, rows.size - KEPT))) {
    row.remove();
    rows.delete(number);
  }
  if (entries.length) count();
}

function count() {
  const shown = total > KEPT ? `, the last ${KEPT} are shown` : '';
  say(byId('count'), total ? `${total} so far${shown}` : 'None yet');
  byId('no-requests').hidden = total > 0;
}

function row(entry) {
  const made = element('tr');
  made.setAttribute('role', 'row'); // laid out in another way it would be none any more
  const request = element('td');
  request.append(element('span', entry.method, 'method'), ' ', element('code', target(entry)));
  const status = element('td');
  status.append(element('span', entry.status ?? '…', `http ${tone(entry.status)}`));
  made.append(
    labelled(element('td', minutes(entry.at)), 'Time'),
    labelled(request, 'Request'),
    labelled(status, 'Status'),
    labelled(element('td', entry.token ?? 'none'), 'Token of'),
    labelled(element('td', note(entry)), 'Note'),
  );
  return made;
}

/** On a narrow screen there is no head of the table to look at. */
function labelled(cell, label) {
  cell.dataset.label = label;
  cell.setAttribute('role', 'cell');
  return cell;
}

function target(entry) {
  const path = entry.path.replace(/^\/api\/whatsapp\/v2/, '');
  return entry.query ? `${path}?${entry.query}` : path;
}

function tone(status) {
  if (status === null || status >= 500) return 'bad';
  return status >= 400 ? 'warn' : 'good';
}

function note(entry) {
  const notes = [];
  if (entry.fault) notes.push(`fault: ${entry.fault}`);
  if (entry.end === null) notes.push('under way');
  else if (entry.end !== 'answered') notes.push(entry.end.replaceAll('_', ' '));
  return notes.join(', ');
}
