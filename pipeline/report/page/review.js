// What a person decides about the facts: kept in the browser by run and article, and saved as gold.

const PREFIX = `naba-review:${RUN.key}:`;
const VERDICTS = ["accepted", "rejected", "edited"];
const UNDO_STEPS = 200;

/**
 * @typedef {Object} Review of one article
 * @property {boolean} done a person says that the article is reviewed
 * @property {Object<string, {verdict: string, fact?: Object}>} facts by number; an edited one has its new slots
 * @property {Object[]} added facts that a person has added
 */

/** @type {Map<string, Review>} */
const reviews = new Map();
/** @type {{id: string, before: ?string}[]} */
const undoSteps = [];
let keeps = true;

const emptyReview = () => ({ done: false, facts: {}, added: [] });
/** @param {string} id @returns {Review} */
const reviewOf = (id) => reviews.get(id) || emptyReview();

/** Read what the browser has kept of this run. */
function loadReviews() {
  reviews.clear();
  try {
    localStorage.setItem("naba-test", "");
    localStorage.removeItem("naba-test");
    for (const id of ROWS.keys()) {
      const kept = localStorage.getItem(PREFIX + id);
      if (kept) read(id, kept);
    }
  } catch {
    keeps = false;
  }
}

/** Take one kept review, if it has the shape of one. */
function read(id, kept) {
  try {
    const { done, facts, added } = JSON.parse(kept);
    const known = new Set(ROWS.get(id).facts.map(([number]) => number));
    const sound = Object.entries(facts).filter(
      ([number, { verdict, fact }]) => known.has(number) && VERDICTS.includes(verdict) && (verdict !== "edited" || isFact(fact)),
    );
    reviews.set(id, { done: done === true, facts: Object.fromEntries(sound), added: added.filter(isFact) });
  } catch {
    reviews.delete(id);
  }
}

const isFact = (fact) => Boolean(fact) && RUN.types.includes(fact.type) && Array.isArray(fact.evidence) && fact.evidence.length > 0;

/**
 * Change the review of an article, and keep the change.
 * @param {string} id
 * @param {function(Review): void} step changes the review that it is given
 */
function change(id, step) {
  const before = reviews.has(id) ? JSON.stringify(reviews.get(id)) : null;
  const review = JSON.parse(before || JSON.stringify(emptyReview()));
  step(review);
  if (openFacts(id, review) > 0) review.done = false;
  undoSteps.push({ id, before });
  if (undoSteps.length > UNDO_STEPS) undoSteps.shift();
  keep(id, review);
}

/** Take back the last change; returns the article that it was in. */
function undo() {
  const step = undoSteps.pop();
  if (!step) return null;
  keep(step.id, step.before === null ? null : JSON.parse(step.before));
  return step.id;
}

/** @param {string} id @param {?Review} review null forgets it */
function keep(id, review) {
  if (review === null) reviews.delete(id);
  else reviews.set(id, review);
  if (!keeps) return;
  try {
    if (review === null) localStorage.removeItem(PREFIX + id);
    else localStorage.setItem(PREFIX + id, JSON.stringify(review));
  } catch {
    keeps = false; // the store is full: what was kept stays, what comes now lasts as long as the page
  }
}

/** How many facts of an article nobody has decided about. */
function openFacts(id, review = reviewOf(id)) {
  return ROWS.get(id).facts.filter(([number]) => !review.facts[number]).length;
}

/** @returns {{open: number, done: number, begun: number}} facts that are unreviewed, articles reviewed and only begun */
function progress() {
  const found = { open: RUN.facts, done: 0, begun: 0 };
  for (const [id, review] of reviews) {
    found.open -= ROWS.get(id).facts.length - openFacts(id, review);
    if (review.done) found.done += 1;
    else if (hasBegun(review)) found.begun += 1;
  }
  return found;
}

const hasBegun = (review) => Object.keys(review.facts).length > 0 || review.added.length > 0;

/** "open", "begun" or "done". */
function stateOf(id) {
  const review = reviewOf(id);
  if (review.done) return "done";
  return hasBegun(review) ? "begun" : "open";
}

/**
 * The facts of an article as a person has left them, each with what was decided: "open", "added" or a verdict.
 * @param {string} id
 * @returns {{number: string, fact: Object, state: string}[]}
 */
function factsOf(id) {
  const review = reviewOf(id);
  const found = article(id).facts.map((fact) => {
    const number = numberOf(fact.fact_id);
    const decided = review.facts[number];
    return { number, fact: decided && decided.fact ? { ...fact, ...decided.fact } : fact, state: decided ? decided.verdict : "open" };
  });
  return [...found, ...review.added.map((fact) => ({ number: numberOf(fact.fact_id), fact, state: "added" }))];
}

/** An id for one more fact of an article. */
function nextFactId(id) {
  const taken = factsOf(id).map(({ number }) => Number(number.replace(/\D/g, "")) || 0);
  return `${id}:f${Math.max(0, ...taken) + 1}`;
}

/**
 * An article as gold: an article/1 record, its facts as a person has left them, without confidence.
 * @param {string} id
 */
function goldRecord(id) {
  const record = article(id);
  const offsets = new Offsets(record.article.text);
  const span = ([start, end]) => ({ start, end, text: offsets.slice(start, end) });
  const worded = (item) => ({ ...item, text: offsets.slice(item.start, item.end) });
  const facts = factsOf(id)
    .filter(({ state }) => state !== "rejected")
    .map(({ fact }) => {
      const slots = RUN.slots.map((slot) => [slot, slot === "evidence" ? fact.evidence.map(span) : fact[slot]]);
      return { schema: "fact/1", fact_id: fact.fact_id, ...Object.fromEntries(slots) };
    });
  return {
    schema: "article/1",
    article: record.article,
    entities: record.entities.map((entity) => ({ ...entity, mentions: entity.mentions.map(span) })),
    quantities: record.quantities.map(worded),
    times: record.times.map(worded),
    facts,
    diagnostics: record.diagnostics,
  };
}

/** Save the reviewed articles as JSON Lines; returns how many, and under which name. */
function downloadGold() {
  const done = INDEX.map((row) => row.id).filter((id) => reviewOf(id).done).sort();
  const lines = done.map((id) => `${JSON.stringify(goldRecord(id))}\n`);
  const file = `naba-gold-${RUN.key}.jsonl`;
  const address = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
  h("a", { href: address, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  return { n: done.length, file };
}
