// Small things about the document. Foreign text only ever becomes text.

export const byId = (id) => document.getElementById(id);

/** Sets a text where it is another, so that nothing is read aloud twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

let silence;

/** Tells the person what happened, for a while. */
export function tell(text, isBad = false) {
  const said = byId('said');
  say(said, text);
  said.classList.toggle('bad', isBad);
  said.classList.add('on');
  clearTimeout(silence);
  silence = setTimeout(() => said.classList.remove('on'), 6000);
}

/** Does something, and tells if it can't be done. */
export async function attempt(act) {
  try {
    await act();
  } catch (error) {
    tell(error.message, true);
  }
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    tell(`${what} copied.`);
  } catch {
    tell('The browser does not let this page copy. Select the text instead.', true);
  }
}

/** Seconds as a person reads them: 75.2 is 1:15. */
export function minutes(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
