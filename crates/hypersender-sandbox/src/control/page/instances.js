// The cards: an instance, the code on its screen, and what can be done to both.

import { attempt, byId, copy, minutes, say, tell } from './dom.js';
import { picture, post } from './service.js';

const cards = new Map();

const SCANS = {
  linked: 'The phone accepted the code and is being linked.',
  refused: 'The phone refused. The instance goes back to its codes.',
  passkey_required: 'The phone wants a passkey.',
  stale: 'The code is dead: the phone hangs, and nothing changes at the instance.',
  unknown: 'No code was handed out yet. Ask for one first.',
};

const WITHOUT = {
  WORKING: 'A phone is linked.',
  STARTING: 'Starting…',
  PENDING: 'Waiting for a place…',
  FAILED: 'Nobody scanned in time. A new code or a restart begins anew.',
  STOPPED: 'Stopped. A new code or a restart starts it.',
  PASSKEY_REQUIRED: 'The phone waits for its passkey.',
};

const TONES = {
  WORKING: 'good', FAILED: 'bad', STOPPED: 'bad', SCAN_QR_CODE: 'wait', PASSKEY_REQUIRED: 'warn',
};

class Card {
  constructor(id) {
    this.id = id;
    this.root = byId('instance').content.firstElementChild.cloneNode(true);
    const find = (selector) => this.root.querySelector(selector);
    this.name = find('h3');
    this.phone = find('.phone');
    this.status = find('.status');
    this.image = find('.picture');
    this.without = find('.without');
    this.left = find('.left');
    this.countdown = find('.countdown');
    this.change = find('.change');
    this.statusText = find('.status-text');
    say(find('.id'), id);
    this.root.dataset.id = id;
    this.root.addEventListener('click', (event) => {
      const deed = event.target.closest('[data-deed]')?.dataset.deed;
      if (deed) attempt(() => this.perform(deed));
    });
    find('.set').addEventListener('submit', (event) => {
      event.preventDefault();
      const status = this.statusText.value.trim();
      attempt(async () => {
        await post('phone', { set_status: { instance: id, status } });
        this.statusText.value = '';
      });
    });
  }

  async perform(deed) {
    const named = { instance: this.id };
    switch (deed) {
      case 'scan': return this.scan('accept');
      case 'late': return this.scan('late');
      case 'refuse': return this.scan('refuse');
      case 'other': return this.scan({ other_phone: '+4915112345678' });
      case 'passkey': return this.scan('passkey');
      case 'confirm': return this.tryTo({ confirm_passkey: named }, 'The passkey was confirmed.');
      case 'unlink': return this.tryTo({ unlink: named }, 'The phone was unlinked.');
      case 'code': return this.tryTo({ request_code: named }, 'A new code was asked for.');
      case 'restart': return this.tryTo({ restart: named }, 'The instance restarts.');
      case 'copy': return copy(this.id, 'Id');
    }
  }

  async scan(manner) {
    const { scan } = await post('scan', { instance: this.id, manner });
    tell(SCANS[scan] ?? scan, scan === 'stale' || scan === 'unknown');
  }

  async tryTo(deed, done) {
    const outcome = await post('phone', deed);
    const refused = outcome === 'not_now';
    tell(refused ? 'Not in this status: the instance would refuse it.' : done, refused);
  }

  /** Shows the instance; its code lives until `until`, by this machine's clock. */
  show(instance, until) {
    this.instance = instance;
    this.until = until;
    say(this.name, instance.name);
    say(this.phone, instance.phone);
    if (this.status.textContent && this.status.textContent !== instance.status) {
      say(this.change, `Now ${instance.status}.`);
    }
    say(this.status, instance.status);
    this.status.dataset.tone = TONES[instance.status] ?? 'calm';
    this.button('confirm').hidden = instance.status !== 'PASSKEY_REQUIRED';
    this.button('unlink').hidden = !instance.linked;
    const noCode = instance.codes_shown === 0;
    for (const deed of ['scan', 'late', 'refuse', 'other', 'passkey']) {
      this.button(deed).disabled = noCode || instance.linked;
    }
    this.tick();
  }

  button(deed) {
    return this.root.querySelector(`[data-deed="${deed}"]`);
  }

  /** What changes with every moment: a dead code comes off the screen at once. */
  tick() {
    const { codes_shown: number, status } = this.instance;
    const left = this.until === undefined ? 0 : Math.max(0, this.until());
    const alive = left > 0;
    const longest = number === this.number ? this.longest : left;
    this.number = number;
    this.longest = Math.max(longest ?? 0, left);
    if (alive) {
      const source = picture(this.id, number);
      if (this.image.getAttribute('src') !== source) {
        this.image.src = source;
        this.image.alt = `QR code ${number} of ${this.instance.name}`;
      }
    } else {
      this.image.removeAttribute('src');
    }
    this.image.hidden = !alive;
    this.without.hidden = alive;
    this.left.hidden = !alive;
    this.left.max = this.longest || 1;
    this.left.value = left;
    say(this.countdown, alive ? `Code ${number} dies in ${minutes(Math.ceil(left))}` : '');
    say(this.without, this.absence(number, status));
  }

  absence(number, status) {
    if (status !== 'SCAN_QR_CODE') return WITHOUT[status] ?? 'No code in this status.';
    return number ? 'That code is dead. Ask for the next one.' : 'No code yet. Ask for one.';
  }
}

/** Shows them all. `untilOf` says how to know what is left of a code's life. */
export function show(instances, untilOf) {
  const list = byId('instances');
  const gone = new Set(cards.keys());
  for (const instance of instances) {
    gone.delete(instance.id);
    let card = cards.get(instance.id);
    if (!card) {
      card = new Card(instance.id);
      cards.set(instance.id, card);
      list.append(card.root);
    }
    card.show(instance, untilOf(instance));
  }
  for (const id of gone) {
    cards.get(id).root.remove();
    cards.delete(id);
  }
  byId('no-instances').hidden = instances.length > 0;
}

export function tick() {
  for (const card of cards.values()) card.tick();
}
