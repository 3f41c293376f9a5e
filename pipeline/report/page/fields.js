// The fields of the form for a fact. Each is { node, read }: `read` returns the slot, or throws a FieldError.

const NOBODY = [
  { kb: "world", name: "world", name_ar: "العالم", type: null },
  { kb: "users", name: "users", name_ar: "المستخدمون", type: null },
];
const TIME_VALUE = /^(?:P[\dXYMWDTHS.]+|PRESENT_REF|PAST_REF|FUTURE_REF|[\dX]{4}[\dXA-Z:+./-]*)$/;
let fieldNumber = 0;

/** What a person has to mend before the fact can be saved. */
class FieldError extends Error {
  /** @param {string} word of [ui] @param {HTMLElement} control */
  constructor(word, control) {
    super(t(word));
    this.control = control;
  }
}

const nextId = () => `field-${(fieldNumber += 1)}`;

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  control.id = nextId();
  return h("label.field", { for: control.id }, h("span", {}, label), control);
}

/**
 * One of several words.
 * @param {string} label
 * @param {[string, string][]} options value and label
 * @param {?string} value
 * @param {boolean} optional whether nothing may be chosen
 */
function oneOf(label, options, value, optional) {
  const select = h("select", {}, optional && h("option", { value: "" }, t("none")), ...options.map(([word, words]) => h("option", { value: word, selected: word === value }, words)));
  return { node: field(label, select), select, read: () => select.value || null };
}

/** @param {string} slot @param {string} table of words @param {string[]} words @param {?string} value */
function vocabulary(slot, table, words, value, optional = false) {
  return oneOf(t(`slot.${slot}`), words.map((word) => [word, t(`${table}.${word}`)]), value, optional);
}

/**
 * Who can stand in a slot: the entities of the article and of its facts, the world, the users.
 * @param {Object} record
 * @returns {Map<string, Object>} what is written -> entity
 */
function candidates(record) {
  const refs = new Map();
  const add = (ref) => ref && refs.set(`${ref.kb}|${ref.name}`, { kb: ref.kb, name: ref.name, name_ar: ref.name_ar, type: ref.type });
  record.entities.forEach(add);
  for (const fact of record.facts) [fact.subject, fact.channel, fact.source, fact.via, ...fact.objects, ...fact.places].forEach(add);
  NOBODY.forEach(add);
  const byName = new Map();
  for (const ref of refs.values()) {
    const name = nameOf(ref);
    byName.set(byName.has(name) ? `${name} (${ref.kb || ref.type})` : name, ref);
  }
  return byName;
}

/** How an entity is written in a field. */
function written(known, ref) {
  for (const [name, other] of known) if (other.kb === ref.kb && other.name === ref.name) return name;
  return nameOf(ref);
}

/** The entity that somebody has written: one of the article by name or key, else a name of its own. */
function entityNamed(known, words) {
  const name = words.trim();
  if (!name) return null;
  const found = known.get(name) || [...known.values()].find((ref) => ref.kb === name || ref.name === name || ref.name_ar === name);
  return found || { kb: null, name, name_ar: /[\u0600-\u06ff]/.test(name) ? name : null, type: null };
}

/** @param {string} slot @param {?Object} ref @param {Map<string, Object>} known @param {string} listId of the datalist */
function entityField(slot, ref, known, listId) {
  const input = h("input", { list: listId, value: ref ? written(known, ref) : "", dir: "auto", autocomplete: "off" });
  return { node: field(t(`slot.${slot}`), input), read: () => entityNamed(known, input.value) };
}

/** Several entities: boxes to tick, and room for names that the article has not marked. */
function entitiesField(slot, refs, known, types) {
  const chosen = new Set(refs.map((ref) => written(known, ref)));
  const offered = [...known].filter(([name, ref]) => chosen.has(name) || types.includes(ref.type));
  const boxes = offered.map(([name, ref]) => ({ ref, box: h("input", { type: "checkbox", checked: chosen.has(name) }), name }));
  const more = h("input", { dir: "auto", autocomplete: "off" });
  const node = h("fieldset.boxes", {}, h("legend", {}, t(`slot.${slot}`)),
    ...boxes.map(({ box, name }) => h("label", {}, box, " ", bdi(name))), field(t("name"), more));
  const read = () => [...boxes.filter(({ box }) => box.checked).map(({ ref }) => ref), ...more.value.split(/[,،]/).map((name) => entityNamed(known, name)).filter(Boolean)];
  return { node, read };
}

/**
 * A figure: one that the text has, its value and unit to be mended.
 * @param {?Object} quantity @param {Object[]} inText the quantities of the article, with their text
 */
function quantityField(quantity, inText) {
  const options = [quantity, ...inText.filter((one) => !quantity || one.text !== quantity.text)].filter(Boolean);
  const select = h("select", { dir: "auto" }, h("option", { value: "" }, t("none")), ...options.map((one, at) => h("option", { value: at, selected: one === quantity }, one.text)));
  const value = h("input", { inputmode: "decimal", dir: "ltr" });
  const unit = h("input", { dir: "ltr" });
  const modifier = h("select", {}, ...RUN.modifiers.map((word) => h("option", { value: word }, t(`modifier.${word}`))));
  const chosen = () => (select.value === "" ? null : options[Number(select.value)]);
  const fill = () => {
    const one = chosen();
    value.value = one && one.value !== null ? one.value : "";
    unit.value = (one && one.unit) || "";
    modifier.value = one ? one.modifier : "exact";
    for (const control of [value, unit, modifier]) control.disabled = !one;
  };
  select.addEventListener("change", fill);
  fill();
  const node = h("fieldset", {}, h("legend", {}, t("slot.quantity")), field(t("written_in_text"), select), field(t("value"), value), field(t("unit"), unit), field(t("modifier"), modifier));
  const read = () => {
    const one = chosen();
    if (!one) return null;
    const number = value.value.trim() === "" ? null : Number(value.value);
    const ranged = one.low !== null || one.high !== null || one.magnitude !== null;
    if (Number.isNaN(number) || number === Infinity || (number === null && !ranged)) throw new FieldError("need_number", value);
    const { kind, per, magnitude, low, high, text } = one;
    return { kind, value: number, unit: unit.value.trim() || null, modifier: modifier.value, per, magnitude, low, high, text };
  };
  return { node, read };
}

/** @param {string} slot @param {?Object} time @param {Object[]} inText the times of the article, with their text */
function timeField(slot, time, inText) {
  const options = [time, ...inText.filter((one) => !time || one.text !== time.text || one.value !== time.value)].filter(Boolean);
  const select = h("select", { dir: "auto" }, h("option", { value: "" }, t("none")), ...options.map((one, at) => h("option", { value: at, selected: one === time }, one.text)));
  const value = h("input", { dir: "ltr", autocomplete: "off" });
  const modifier = h("select", {}, ...RUN.modifiers.map((word) => h("option", { value: word }, t(`modifier.${word}`))));
  const chosen = () => (select.value === "" ? null : options[Number(select.value)]);
  const fill = () => {
    const one = chosen();
    value.value = one ? one.value : "";
    modifier.value = one ? one.modifier : "exact";
    value.disabled = modifier.disabled = !one;
  };
  select.addEventListener("change", fill);
  fill();
  const node = h("fieldset", {}, h("legend", {}, t(`slot.${slot}`)), field(t("written_in_text"), select), field(t("value"), value), field(t("modifier"), modifier));
  const read = () => {
    const one = chosen();
    if (!one) return null;
    if (!TIME_VALUE.test(value.value.trim())) throw new FieldError("need_time", value);
    return { value: value.value.trim(), modifier: modifier.value, text: one.text };
  };
  return { node, read };
}

/** A button that must not take the selection away from the text. */
function selectionButton(word, click) {
  return h("button", { type: "button", on: { pointerdown: (event) => event.preventDefault(), click } }, t(word));
}

/** The words of a statement, a cause, a title: they stand in the text. @param {?string} content @param {Offsets} offsets */
function contentField(content, offsets) {
  const area = h("textarea", { rows: "3", dir: "auto", lang: "ar" });
  area.value = content || "";
  const take = selectionButton("take_content", () => {
    const span = pickedSpan();
    if (span) area.value = offsets.slice(...span);
    else tell(t("select_first"));
  });
  const read = () => {
    const words = area.value.trim();
    if (!words) return null;
    if (words === content) return content;
    const span = offsets.find(words);
    if (!span) throw new FieldError("not_in_text", area);
    return offsets.slice(...span);
  };
  return { node: h("div", {}, field(t("slot.content"), area), take), read };
}

/** The spans that say it. @param {[number, number][]} evidence @param {Offsets} offsets */
function evidenceField(evidence, offsets) {
  const spans = evidence.map((span) => [...span]);
  const list = h("ul.spans");
  const input = h("input", { dir: "auto", lang: "ar", autocomplete: "off" });
  const show = () =>
    list.replaceChildren(...spans.map((span, at) => h("li", {}, quoted(offsets.slice(...span)), " ",
      h("button", { type: "button", "aria-label": `${t("remove")}: ${offsets.slice(...span)}`, on: { click: () => (spans.splice(at, 1), show()) } }, "✕"))));
  const addSpan = (span) => {
    if (!spans.some(([start, end]) => start === span[0] && end === span[1])) spans.push(span);
    spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    show();
  };
  const take = selectionButton("take_evidence", () => {
    const span = pickedSpan();
    if (span) addSpan(span);
    else tell(t("select_first"));
  });
  const addWritten = () => {
    const span = offsets.find(input.value);
    if (!span) return tell(t("not_in_text"));
    input.value = "";
    return addSpan(span);
  };
  show();
  const node = h("fieldset", {}, h("legend", {}, t("evidence")), list, take, field(t("evidence_words"), input), h("button", { type: "button", on: { click: addWritten } }, t("add_words")));
  const read = () => {
    if (!spans.length) throw new FieldError("need_evidence", input);
    return spans;
  };
  return { node, read };
}
