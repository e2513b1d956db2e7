/** Elements of the page. Everything goes in as text, never as markup. */

/** An element of the page, which exists. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** A button of the page. */
export const button = (id: string) => element<HTMLButtonElement>(id);

/** Makes an element with attributes and content. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
  ...content: (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** Makes a button that does something. */
export function makeButton(
  label: string,
  onPress: () => unknown,
  attributes: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  const made = make('button', { type: 'button', class: 'quiet', ...attributes }, label);
  made.onclick = onPress;
  return made;
}

/** Makes a table whose first column has headings. */
export function makeTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
): HTMLElement {
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  const body = rows.map(([first = '', ...rest]) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, first),
      ...rest.map((content) => make('td', {}, content)),
    ),
  );
  return make(
    'table',
    {},
    make('caption', {}, caption),
    ...(heads.length > 0 ? [make('thead', {}, head)] : []),
    make('tbody', {}, ...body),
  );
}

/** Text in which what is between backticks is code, as in the documents. */
export function marked(text: string): Node {
  const parts = text.split('`').map((part, index) => (index % 2 ? make('code', {}, part) : part));
  return make('span', {}, ...parts);
}

/** Text that is too long to read, with a button that copies it. */
export function copyable(label: string, text: string): HTMLElement {
  const field = make('textarea', {
    readonly: '',
    rows: '3',
    spellcheck: 'false',
    'aria-label': label,
  });
  field.value = text;
  return make('div', { class: 'copyable' }, field, copyButton(label, text));
}

/** Lines of code, with a button that copies them. */
export function codeBlock(label: string, code: string): HTMLElement {
  const lines = make('pre', { tabindex: '0', role: 'region', 'aria-label': label }, code);
  return make('div', { class: 'copyable' }, lines, copyButton(label, code));
}

function copyButton(label: string, text: string): HTMLElement {
  const status = make('span', { role: 'status', class: 'hint' });
  const copy = async () => {
    status.textContent = await navigator.clipboard.writeText(text).then(
      () => 'Copied.',
      () => 'This browser does not let the page copy. Select the text instead.',
    );
  };
  return make(
    'p',
    { class: 'actions' },
    makeButton('Copy', copy, { 'aria-label': `Copy: ${label}` }),
    status,
  );
}

/**
 * Runs something that may hide the element with the focus, and then moves the focus to another one,
 * because it would fall to the body.
 */
export async function keepFocus(fallback: () => HTMLElement, run: () => unknown): Promise<void> {
  const focused = document.activeElement;
  await run();
  const lost = !focused?.isConnected || (focused as HTMLElement).offsetParent === null;
  if (focused !== document.body && lost) fallback().focus();
}
