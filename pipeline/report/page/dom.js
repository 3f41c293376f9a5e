// The scripts of the page, one file after the other, are one module: what one defines, the later ones use.
// Text from articles reaches the page as text nodes and attributes of the names below, never as mark-up.

/**
 * The data of the page: JSON in a script element.
 * @param {string} id
 * @returns {any} null where there is no such element
 */
function data(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => document.getElementById(id);

/**
 * Make an element.
 * @param {string} tag a tag and its classes: "p.note"
 * @param {Object<string, any>} [given] attributes; `on` holds listeners, false and null leave an attribute out
 * @param {...(Node|string|number|null|undefined|false)} children
 * @returns {HTMLElement}
 */
function h(tag, given = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(given)) {
    if (key === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  return fill(element, ...children);
}

/** Put children into an element in place of what was there; null and false are none. */
function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Text from outside, apart from the direction of what is around it. */
const bdi = (text) => h("bdi", {}, text);

/** Latin codes, dates and the like: always from left to right. */
const code = (text) => h("bdi", { dir: "ltr" }, text);

/**
 * Put something between the parts of a list.
 * @param {(Node|string)[]} parts
 * @param {string} between
 */
function joined(parts, between) {
  return parts.flatMap((part, at) => (at ? [between, part] : [part]));
}

/** A link to an address of the web, or the plain text where it is no such address. */
function outside(address) {
  const safe = /^https?:\/\/[^\s]+$/i.test(address);
  return safe ? h("a", { href: address, rel: "noopener noreferrer", dir: "ltr" }, address) : code(address);
}
