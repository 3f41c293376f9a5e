// The facts beside the text: what they say, what was decided about them.

/** The facts of the open article, and what can be done with all of them. */
function showCards() {
  const { id } = reader;
  const facts = factsOf(id).filter(({ fact }) => !reader.onlyMatching || !filtersFacts() || matchesNow(fact));
  const open = openFacts(id);
  const review = reviewOf(id);
  const only = h("input", { type: "checkbox", checked: reader.onlyMatching, on: { change: () => ((reader.onlyMatching = only.checked), showCards()) } });
  const done = h("input", { type: "checkbox", id: "finish", checked: review.done, disabled: open > 0, on: { change: () => finish(done.checked) } });
  fill(byId("side"),
    h("h3", {}, t("facts_of"), " ", h("span.count", {}, count(ROWS.get(id).facts.length + review.added.length))),
    filtersFacts() && h("label.check", {}, only, " ", t("only_matching")),
    h("p.hint", {}, t("keys")),
    facts.length ? h("ol.cards", {}, ...facts.map((entry) => (reader.editing === entry.number ? editCard(entry) : card(entry)))) : h("p", {}, t("no_facts")),
    reader.editing === "new" && h("div.card", { "data-card": "new" }, newForm()),
    h("div.finish", {},
      h("button", { type: "button", id: "accept-rest", disabled: open === 0, on: { click: acceptRest } }, t("accept_rest", { n: open })),
      h("button", { type: "button", id: "add", on: { click: () => startNew([]) } }, t("add")),
      h("button", { type: "button", id: "discard", disabled: !reviews.has(id), on: { click: discard } }, t("discard")),
      h("label.check", {}, done, " ", t("finish")),
      h("p.hint", {}, t("finish_hint"), " ", t(keeps ? "kept" : "not_kept"))),
  );
}

/** Whether a fact passes the filters as it is now. */
function matchesNow(fact) {
  const source = fact.source && (fact.source.kb || fact.source.name);
  return factMatches([null, fact.type, fact.event_id, source, fact.certainty, fact.confidence ?? null]);
}

/** @param {{number: string, fact: Object, state: string}} entry */
function card({ number, fact, state }) {
  const digits = number.replace(/^f/, "");
  const decide = (verdict, word, key) => h("button", { type: "button", "aria-pressed": String(state === verdict), "aria-keyshortcuts": key, on: { click: () => decideFact(number, verdict) } }, t(word));
  const edit = h("button", { type: "button", "aria-pressed": state === "edited" ? "true" : "false", "aria-keyshortcuts": "e", on: { click: () => startEdit(number) } }, t("edit"));
  const buttons = state === "added"
    ? [edit, h("button", { type: "button", on: { click: () => removeAdded(number) } }, t("remove"))]
    : [decide("accepted", "accept", "a"), decide("rejected", "reject", "r"), edit];
  if (state === "added") edit.removeAttribute("aria-pressed");
  const element = h(`li.card.s-${state}`, { "data-card": number, tabindex: "-1", "aria-label": t("fact_n", { n: digits }) },
    h("p.card-head", {}, h("span.number", { "aria-hidden": "true" }, /^\d+$/.test(digits) ? count(Number(digits)) : digits), " ", typeTag(fact.type), " ",
      h(`span.state.s-${state}`, {}, t(state === "open" ? "open_" : state))),
    h("dl.slots", {}, ...slotsOf(fact).map(([word, value]) => h("div", {}, h("dt", {}, t(`slot.${word}`)), h("dd", {}, value)))),
    h("p.evidence", {}, h("button.link", { type: "button", "aria-label": t("evidence_of", { n: digits }), on: { click: () => focusEvidence(number) } }, t("evidence")), " ",
      quoted(shortened(fact.evidence.map((span) => reader.offsets.slice(...span)).join(" … ")))),
    typeof fact.confidence === "number" && state !== "added" && h("p.hint", {}, t("confidence_is", { n: percent(fact.confidence) })),
    h("p.buttons", { role: "group", "aria-label": t("review") }, ...buttons));
  element.addEventListener("pointerenter", () => light([number]));
  element.addEventListener("pointerleave", () => light([]));
  element.addEventListener("focusin", () => light([number]));
  element.addEventListener("focusout", () => light([]));
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "e") {
      event.preventDefault();
      startEdit(number);
    } else if (state !== "added" && (event.key === "a" || event.key === "r")) decideFact(number, event.key === "a" ? "accepted" : "rejected");
  });
  return element;
}

const percent = (share) => new Intl.NumberFormat(LOCALES[language], { style: "percent" }).format(share);
const EXCERPT = 160;
const shortened = (text) => (text.length > EXCERPT ? `${text.slice(0, EXCERPT).replace(/[\ud800-\udbff]$/, "")}…` : text);

/** The slots that a fact has, in words. @returns {[string, Node][]} */
function slotsOf(fact) {
  const names = (refs) => h("span", {}, ...joined(refs.map((ref) => bdi(nameOf(ref))), listComma()));
  const slots = [
    ["subject", fact.subject && h("span", {}, bdi(nameOf(fact.subject)), fact.relation && h("small", {}, " ", t(`relation.${fact.relation}`)))],
    ["category", fact.category && t(`category.${fact.category}`)],
    ["objects", fact.objects.length && names(fact.objects)],
    ["places", fact.places.length && names(fact.places)],
    ["quantity", fact.quantity && quantityNode(fact.quantity)],
    ["time", fact.time && timeSlot(fact.time)],
    ["end", fact.end && timeSlot(fact.end)],
    ["duration", fact.duration && timeSlot(fact.duration)],
    ["content", fact.content && quoted(fact.content)],
    ["channel", fact.channel && bdi(nameOf(fact.channel))],
    ["source", fact.source && bdi(nameOf(fact.source))],
    ["via", fact.via && bdi(nameOf(fact.via))],
    ["certainty", t(`certainty.${fact.certainty}`)],
    ["polarity", fact.polarity === "negated" && h("strong", {}, t("polarity.negated"))],
    ["background", fact.background && "✓"],
    ["event_id", fact.event_id && (EVENT_IDS.has(fact.event_id) ? h("a", { href: `#/events/${encodeURIComponent(fact.event_id)}`, dir: "ltr" }, fact.event_id) : code(fact.event_id))],
  ];
  return slots.filter(([, value]) => value);
}

/** Show again what a change has touched, and go back to where the reader was. */
function changed(number, words) {
  const text = byId("text");
  text.replaceChildren(markedText(article(reader.id)));
  showCards();
  showProgress();
  tell(words);
  if (number) document.querySelector(`#side [data-card="${CSS.escape(number)}"]`)?.focus({ preventScroll: true });
}

/** What is told after a decision. */
const nowIs = (number, state) => t("now_is", { n: number.replace(/^f/, ""), state: t(state === "open" ? "open_" : state), m: progress().open });

/** Accept or reject a fact; the same again takes it back. */
function decideFact(number, verdict) {
  const before = reviewOf(reader.id).facts[number]?.verdict;
  change(reader.id, (review) => {
    if (before === verdict) delete review.facts[number];
    else review.facts[number] = { verdict };
  });
  changed(number, nowIs(number, before === verdict ? "open" : verdict));
}

function acceptRest() {
  change(reader.id, (review) => {
    for (const [number] of ROWS.get(reader.id).facts) review.facts[number] ??= { verdict: "accepted" };
  });
  changed(null, t("unreviewed", { n: progress().open, m: RUN.facts }));
  byId("finish").focus();
}

/** @param {boolean} done */
function finish(done) {
  change(reader.id, (review) => {
    review.done = done;
  });
  changed(null, t(done ? "finished" : "unfinished"));
  byId("finish").focus();
}

function discard() {
  change(reader.id, (review) => Object.assign(review, emptyReview()));
  changed(null, t("discarded"));
  byId("undo").focus();
}

function startEdit(number) {
  Object.assign(reader, { editing: number, form: null });
  showCards();
  document.querySelector(`#side [data-card="${CSS.escape(number)}"] select`).focus();
}

/** @param {[number, number][]} evidence */
function startNew(evidence) {
  const events = ROWS.get(reader.id).facts.map((fact) => fact[2]).filter(Boolean);
  const most = events.sort((a, b) => events.filter((id) => id === b).length - events.filter((id) => id === a).length)[0];
  Object.assign(reader, { editing: "new", form: null });
  reader.draft = { ...EMPTY, fact_id: nextFactId(reader.id), type: "statement", event_id: most || null, evidence };
  showCards();
  document.querySelector('#side [data-card="new"] select').focus();
}

/** The facts are shown again without the form. */
function stopEditing(number) {
  Object.assign(reader, { editing: null, draft: null, form: null });
  showCards();
  (number ? document.querySelector(`#side [data-card="${CSS.escape(number)}"]`) : byId("add"))?.focus();
}

/** @param {{number: string, fact: Object, state: string}} entry */
function editCard({ number, fact, state }) {
  const save = (slots) => {
    const { confidence, ...kept } = slots;
    change(reader.id, (review) => {
      if (state === "added") review.added = review.added.map((one) => (one.fact_id === fact.fact_id ? kept : one));
      else review.facts[number] = { verdict: "edited", fact: kept };
    });
    Object.assign(reader, { editing: null, form: null });
    changed(number, nowIs(number, state === "added" ? "added" : "edited"));
  };
  const title = t("editing", { n: number.replace(/^f/, "") });
  reader.form ??= factForm(article(reader.id), fact, { title, save, cancel: () => stopEditing(number) });
  return h("li.card", { "data-card": number }, reader.form);
}

function newForm() {
  const save = (fact) => {
    change(reader.id, (review) => review.added.push(fact));
    Object.assign(reader, { editing: null, form: null });
    changed(numberOf(fact.fact_id), nowIs(numberOf(fact.fact_id), "added"));
  };
  reader.form ??= factForm(article(reader.id), reader.draft, { title: t("adding"), save, cancel: () => stopEditing(null) });
  return reader.form;
}

function removeAdded(number) {
  change(reader.id, (review) => {
    review.added = review.added.filter((fact) => numberOf(fact.fact_id) !== number);
  });
  changed(null, t("unreviewed", { n: progress().open, m: RUN.facts }));
  byId("add").focus();
}
