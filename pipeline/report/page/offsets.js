// The contract counts code points, JavaScript counts UTF-16 units: a letter such as 😀 is one of these and two of those.

/** The two countings of one text. */
class Offsets {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    /** @type {?number[]} the unit where each code point begins; null where both countings are the same */
    this.units = null;
    if (/[\ud800-\udfff]/.test(text)) {
      this.units = [];
      for (let unit = 0; unit < text.length; unit += text.codePointAt(unit) > 0xffff ? 2 : 1) this.units.push(unit);
      this.units.push(text.length);
    }
  }

  /** @param {number} point @returns {number} the unit where it begins */
  unit(point) {
    return this.units ? this.units[Math.min(point, this.units.length - 1)] : point;
  }

  /** @param {number} unit @returns {number} the code point that it belongs to */
  point(unit) {
    if (!this.units) return unit;
    let low = 0;
    let high = this.units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.units[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** @param {number} start @param {number} end code points */
  slice(start, end) {
    return this.text.slice(this.unit(start), this.unit(end));
  }

  /**
   * Where some words stand, blanks and line breaks being one; as code points.
   * @param {string} words
   * @returns {?[number, number]}
   */
  find(words) {
    const parts = words.trim().split(/\s+/).filter(Boolean);
    if (!parts.length) return null;
    const found = new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "u").exec(this.text);
    return found ? [this.point(found.index), this.point(found.index + found[0].length)] : null;
  }
}

/**
 * Cut a text where any of its spans begins or ends; spans may lie in one another and overlap.
 * @param {{start: number, end: number}[]} spans in code points
 * @param {number} length of the text, in code points
 * @returns {{start: number, end: number, covers: object[]}[]} pieces from the first character to the last
 */
function pieces(spans, length) {
  const cuts = [...new Set([0, length, ...spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  const waiting = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const found = [];
  let open = [];
  let at = 0;
  for (let cut = 0; cut + 1 < cuts.length; cut += 1) {
    const start = cuts[cut];
    open = open.filter((span) => span.end > start);
    while (at < waiting.length && waiting[at].start <= start) open.push(waiting[at++]);
    found.push({ start, end: cuts[cut + 1], covers: open.slice() });
  }
  return found;
}
