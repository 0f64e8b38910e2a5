// The page: shows the sandbox as it is, and as soon as it is another.

import { attempt, byId, copy, element, minutes, say, tell } from './dom.js';
import * as instances from './instances.js';
import * as requests from './requests.js';
import { post, watch } from './service.js';

/** The sandbox's time since its start, from its last word and how fast its clock runs. */
let passed = () => 0;

function show(state) {
  const heard = performance.now();
  const pace = state.virtual_time ? 0 : state.speed;
  const since = () => ((performance.now() - heard) / 1000) * pace;
  passed = () => state.seconds_since_start + since();
  const untilOf = ({ last_code: code }) => code ? () => code.alive_for - since() : undefined;
  connection(state);
  requests.add(state.requests);
  instances.show(state.instances, untilOf);
  say(byId('speed'), speed(state));
  tick();
}

function speed(state) {
  if (state.virtual_time) return 'virtual time';
  return state.speed === 1 ? '' : `${state.speed} times as fast`;
}

function connection(state) {
  const facts = [['Base URL', 'HYPERSENDER_BASE_URL', state.url]];
  for (const account of state.accounts) {
    const whose = state.accounts.length > 1 ? `Token of ${account}` : 'Token';
    facts.push([whose, 'HYPERSENDER_TOKEN', state.tokens[account]]);
  }
  const list = byId('connect');
  const text = JSON.stringify(facts);
  if (list.dataset.facts === text) return;
  list.dataset.facts = text;
  list.replaceChildren(...facts.map(([label, variable, value]) => {
    const made = element('div');
    const what = element('dt', label);
    what.append(' ', element('code', variable, 'quiet'));
    const answer = element('dd');
    const button = element('button', 'Copy', 'plain');
    button.type = 'button';
    button.setAttribute('aria-label', `Copy: ${label}`);
    button.addEventListener('click', () => copy(value, label));
    answer.append(element('code', value), button);
    made.append(what, answer);
    return made;
  }));
}

function tick() {
  say(byId('clock'), minutes(passed()));
  instances.tick();
}

async function follow() {
  let change;
  let resets;
  for (;;) {
    try {
      const state = await watch(change, requests.after());
      if (resets !== undefined && state.resets !== resets) requests.clear(); // somebody reset it
      ({ change, resets } = state);
      byId('lost').hidden = true;
      show(state);
    } catch {
      byId('lost').hidden = false;
      change = resets = undefined; // what comes back may be another one
      requests.clear();
      await new Promise((wake) => setTimeout(wake, 1000));
    }
  }
}

byId('time').addEventListener('submit', (event) => {
  event.preventDefault();
  const seconds = Number(byId('seconds').value);
  attempt(async () => {
    await post('advance', { seconds });
    tell(`${seconds} seconds passed.`);
  });
});

byId('reset').addEventListener('click', () => attempt(async () => {
  await post('reset');
  requests.clear();
  tell('Everything is as it was at the start, but for the clock.');
}));

byId('new').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = byId('name').value.trim();
  attempt(async () => {
    const { created } = await post('instances', name ? { name } : {});
    byId('name').value = '';
    tell(`Instance ${name || created} was created.`);
  });
});

setInterval(tick, 250);
follow();
