/**
 * The form for one fact.
 * @param {Object} record the article
 * @param {Object} fact its slots, evidence as pairs
 * @param {{title: string, save: function(Object): void, cancel: function(): void}} given
 * @returns {HTMLFormElement}
 */
function factForm(record, fact, { title, save, cancel }) {
  const offsets = new Offsets(record.article.text);
  const known = candidates(record);
  const listId = nextId();
  const worded = (item) => ({ ...item, text: offsets.slice(item.start, item.end) });
  const figures = record.quantities.map(worded);
  const times = record.times.map(worded);
  const entity = (slot) => entityField(slot, fact[slot], known, listId);
  const fields = {
    type: vocabulary("type", "type", RUN.types, fact.type),
    category: vocabulary("category", "category", RUN.categories[fact.type], fact.category, true),
    event_id: eventField(record, fact),
    subject: entity("subject"),
    relation: vocabulary("relation", "relation", RUN.relations, fact.relation, true),
    objects: entitiesField("objects", fact.objects, known, ["service", "company", "organization", "other"]),
    places: entitiesField("places", fact.places, known, ["place"]),
    quantity: quantityField(fact.quantity, figures),
    time: timeField("time", fact.time, times),
    end: timeField("end", fact.end, times),
    duration: timeField("duration", fact.duration, times),
    content: contentField(fact.content, offsets),
    evidence: evidenceField(fact.evidence, offsets),
    source: entity("source"),
    via: entity("via"),
    channel: entity("channel"),
    certainty: vocabulary("certainty", "certainty", RUN.certainties, fact.certainty),
    polarity: vocabulary("polarity", "polarity", RUN.polarities, fact.polarity),
    background: backgroundField(fact.background),
  };
  fields.type.select.addEventListener("change", () => offerCategories(fields.category.select, fields.type.select.value));
  const group = (word, ...slots) => h("fieldset.group", {}, h("legend", {}, t(word)), ...slots.map((slot) => fields[slot].node));
  const problem = h("p.problem", { role: "alert" });
  const form = h("form.fact-form", { "aria-label": title, novalidate: true },
    h("h4", {}, title),
    h("datalist", { id: listId }, ...[...known].map(([name, ref]) => h("option", { value: name }, ref.kb || ""))),
    group("what", "type", "category", "event_id"),
    group("who", "subject", "relation", "objects", "places"),
    group("words", "evidence", "content"),
    group("measured", "quantity", "time", "end", "duration"),
    group("said", "source", "via", "channel", "certainty", "polarity", "background"),
    h("p.hint", {}, t("names_hint")),
    problem,
    h("p.buttons", {}, h("button.main", { type: "submit" }, t("save")), h("button", { type: "button", on: { click: cancel } }, t("cancel"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      save({ ...fact, ...Object.fromEntries(Object.entries(fields).map(([slot, { read }]) => [slot, read()])) });
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      problem.textContent = error.message;
      error.control.setAttribute("aria-invalid", "true");
      error.control.focus();
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cancel();
  });
  form.addEventListener("input", (event) => event.target.removeAttribute("aria-invalid"));
  return form;
}

/** Which event a fact belongs to: one that the article tells of. */
function eventField(record, fact) {
  const ids = new Set([fact.event_id, ...record.facts.map((one) => one.event_id)].filter(Boolean));
  return oneOf(t("slot.event_id"), [...ids].map((id) => [id, id]), fact.event_id, true);
}

function backgroundField(value) {
  const box = h("input", { type: "checkbox", checked: value });
  return { node: h("label.check", {}, box, " ", t("slot.background")), read: () => box.checked };
}

/** The categories of another type. */
function offerCategories(select, type) {
  const before = select.value;
  select.replaceChildren(h("option", { value: "" }, t("none")), ...RUN.categories[type].map((word) => h("option", { value: word, selected: word === before }, t(`category.${word}`))));
}
