/**
 * @typedef {[string, string, ?string, ?string, string, ?number]} FactRow number, type, event, source, certainty, confidence
 * @typedef {{id: string, title: string, source: string, site: ?string, published: ?string, facts: FactRow[]}} Row
 */

/** @type {Row[]} the articles, the latest first */
const INDEX = data("index").sort(
  (a, b) => (b.published || "").localeCompare(a.published || "") || a.id.localeCompare(b.id),
);
const ROWS = new Map(INDEX.map((row) => [row.id, row]));
/** The events, those that most articles tell of first. */
const EVENTS = data("event-data").sort((a, b) => b.articles.length - a.articles.length || a.event_id.localeCompare(b.event_id));
const EVENT_IDS = new Set(EVENTS.map((event) => event.event_id));
const EMPTY = {
  event_id: null, subject: null, relation: null, objects: [], places: [], category: null, quantity: null, time: null, end: null,
  duration: null, content: null, channel: null, source: null, via: null, certainty: "asserted", polarity: "affirmed", background: false,
};
const recent = new Map();
const RECENT = 40;

/**
 * An article with everything found in it. Spans are pairs [start, end] of code points.
 * @param {string} id
 */
function article(id) {
  if (!recent.has(id)) {
    const record = data(`a-${id}`);
    record.facts = record.facts.map((fact) => ({ ...EMPTY, ...fact }));
    recent.set(id, record);
    if (recent.size > RECENT) recent.delete(recent.keys().next().value);
  }
  return recent.get(id);
}

/** The number of a fact in its article: "f1". */
const numberOf = (factId) => factId.slice(factId.lastIndexOf(":") + 1);
const articleOf = (factId) => factId.slice(0, factId.lastIndexOf(":"));

/** Words to search by: no diacritics and tatweel, one alef, yeh and teh marbuta, small letters. */
function folded(text) {
  return text
    .normalize("NFKC")
    .replace(/[\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]/g, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه")
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .toLowerCase();
}

const searched = new Map();

/** What a search looks through: title, text and names of an article. Read when the first search asks for it. */
function searchText(row) {
  if (!searched.has(row.id)) {
    const record = data(`a-${row.id}`);
    const names = record.entities.flatMap((entity) => [entity.kb || "", entity.name, entity.name_ar || ""]);
    searched.set(row.id, folded([row.title, row.source, row.site || "", record.article.text, ...names].join("\n")));
  }
  return searched.get(row.id);
}
