const EVENTS_AT_ONCE = 30;
let eventsShown = EVENTS_AT_ONCE;
const CLAIM_GROUPS = [
  ["claims_times", (claim) => claim.type === "outage"],
  ["claims_causes", (claim) => claim.type === "cause"],
  ["claims_figures", (claim) => claim.type === "impact" || claim.type === "gain"],
  ["claims_return", (claim) => claim.type === "restoration"],
];
const UNTIMED = ["metric", "role"];

/** The list of events; one opens when it is asked for, the first from the start. */
function showEvents(openId) {
  const list = byId("event-list");
  const wasOpen = new Set([...list.querySelectorAll("details[open]")].map((element) => element.dataset.event));
  if (openId) {
    wasOpen.add(openId);
    eventsShown = Math.max(eventsShown, EVENTS.findIndex((event) => event.event_id === openId) + 1);
  } else if (!list.children.length && EVENTS.length) wasOpen.add(EVENTS[0].event_id);
  const cards = EVENTS.slice(0, eventsShown).map((event) => eventCard(event, wasOpen.has(event.event_id)));
  if (!EVENTS.length) cards.push(h("p", {}, t("none")));
  if (eventsShown < EVENTS.length) {
    const more = () => {
      eventsShown += EVENTS_AT_ONCE;
      showEvents();
    };
    cards.push(h("button", { type: "button", on: { click: more } }, t("more_events")));
  }
  list.replaceChildren(...cards);
  const target = openId && list.querySelector(`[data-event="${CSS.escape(openId)}"] summary`);
  if (target) target.focus();
}

/** @param {Object} event @param {boolean} open */
function eventCard(event, open) {
  const body = h("div.event-body");
  const fill = () => body.children.length || body.append(...eventBody(event));
  const card = h(
    "details.event",
    { "data-event": event.event_id, open, on: { toggle: () => card.open && fill() } },
    h("summary", {}, h("h3", {}, ...eventName(event)), h("span.count", {}, t("articles_count", { n: event.articles.length }))),
    body,
  );
  if (open) fill();
  return card;
}

/** @param {Object} event @returns {Node[]} */
function eventBody(event) {
  const facts = factsOfEvent(event);
  const head = h("dl.facts-of-event", {}, ...[["began", event.start], ["ended", event.end], ["lasted", event.duration]].map(([word, time]) =>
    h("div", {}, h("dt", {}, t(word)), h("dd", {}, time.value ? timeSlot(time) : t("unknown"), " ", ...(time.support || []).slice(0, 1).map((id) => factLink(id))))));
  if (event.services.length) head.append(h("div", {}, h("dt", {}, t("services")), h("dd", {}, ...joined(event.services.map((key) => bdi(nameOfKey(key))), listComma()))));
  const groups = CLAIM_GROUPS.map(([word, belongs]) => [word, event.claims.filter(belongs)]).filter(([, claims]) => claims.length);
  return [
    head,
    h("h4", {}, t("timeline")),
    timeline(facts),
    ...groups.flatMap(([word, claims]) => [h("h4", {}, t(word)), h("div.claims", {}, ...sorted(claims).map(claimCard))]),
    ...(event.responses.length ? [h("h4", {}, t("responses")), responses(event, facts)] : []),
    h("h4", {}, t("told_by")),
    h("ul.told", {}, ...event.articles.filter((id) => ROWS.has(id)).map((id) => h("li", {}, h("a", { href: articleLink(id) }, bdi(ROWS.get(id).title)), " ", h("small", {}, bdi(siteOf(ROWS.get(id))))))),
  ];
}

/** All facts of an event, in the order of its articles. */
function factsOfEvent(event) {
  return event.articles.filter((id) => ROWS.has(id)).flatMap((id) => article(id).facts.filter((fact) => fact.event_id === event.event_id));
}

/** Claims that differ first, then those with most values. */
function sorted(claims) {
  const rank = { conflicting: 0, consistent: 1, single: 2 };
  return [...claims].sort((a, b) => rank[a.agreement] - rank[b.agreement] || b.values.length - a.values.length);
}

/**
 * What is claimed about one thing: the values side by side, each with who says it.
 * @param {Object} claim
 */
function claimCard(claim) {
  const numbers = claim.values.map(({ quantity }) => (quantity && typeof quantity.value === "number" ? Math.abs(quantity.value) : null));
  const units = new Set(claim.values.map(({ quantity }) => quantity && quantity.unit));
  const most = claim.values.length > 1 && units.size === 1 && numbers.every((number) => number !== null) ? Math.max(...numbers) : 0;
  const title = [t(`type.${claim.type}`), claim.category && t(`category.${claim.category}`)].filter(Boolean).join(" · ");
  return h(
    `section.claim.${claim.agreement}`,
    {},
    h("h5", {}, title, " ", claim.subject && h("span.of", {}, bdi(nameOfKey(claim.subject)))),
    h("span.agreement", {}, t(claim.agreement)),
    h("ul.values", {}, ...claim.values.map((value, at) => claimedValue(value, most ? numbers[at] / most : null))),
  );
}

/** @param {Object} value @param {?number} share of the largest value beside it, 0 to 1 */
function claimedValue(value, share) {
  const bar = share === null ? null : h("span.bar", { "aria-hidden": "true" });
  if (bar) bar.style.inlineSize = `${Math.max(1, share * 100)}%`;
  const isTime = value.content && (DATE.test(value.content) || DURATION.test(value.content) || /^X/.test(value.content));
  return h(
    "li",
    {},
    h("p.figure", {}, value.quantity && quantityNode(value.quantity), value.category === "negated" && h("strong", {}, t("denied"), " "),
      value.content && (isTime ? timeNode(value.content) : quoted(value.content)), !value.quantity && !value.content && t("unknown")),
    bar,
    h("p.by", {}, ...joined(value.sources.map(bdi), listComma()), " ", ...joined(value.support.slice(0, 8).map((id) => factLink(id)), " ")),
  );
}

/**
 * The dated facts of an event, in order; what several articles tell alike is one entry.
 * @param {Object[]} facts
 */
function timeline(facts) {
  const entries = new Map();
  for (const fact of facts) {
    const at = fact.time && moment(fact.time.value);
    if (at === null || at === undefined || UNTIMED.includes(fact.type)) continue;
    const key = [fact.type, fact.category, fact.subject && fact.subject.name, fact.time.value, fact.content, fact.quantity && fact.quantity.value].join("|");
    const entry = entries.get(key);
    if (entry) entry.more.push(fact);
    else entries.set(key, { at, fact, more: [] });
  }
  if (!entries.size) return h("p", {}, t("no_timeline"));
  const ordered = [...entries.values()].sort((a, b) => a.at - b.at);
  return h("ol.timeline", {}, ...ordered.map(({ fact, more }) => h("li", {}, h("span.when", {}, timeNode(fact.time.value)),
    h("span.entry", {}, factLine(fact), " ", factLink(fact.fact_id), more.length > 0 && h("small", {}, " ", t("in_articles", { n: new Set([fact, ...more].map((one) => articleOf(one.fact_id))).size }))))));
}

/** Who other than the provider did, said or gained something. */
function responses(event, facts) {
  const byFact = new Map(facts.map((fact) => [fact.fact_id, fact]));
  const rows = event.responses.map((response) => {
    const fact = byFact.get(response.fact_id) || { ...EMPTY, type: response.type, subject: response.subject && { name: nameOfKey(response.subject) } };
    return h("tr", {},
      h("th", { scope: "row" }, response.subject ? bdi(nameOfKey(response.subject)) : t("unknown"), response.relation && h("small", {}, " ", t(`relation.${response.relation}`))),
      h("td", {}, factLine({ ...fact, subject: null })),
      h("td", {}, response.time ? timeNode(response.time) : ""),
      h("td", {}, factLink(response.fact_id)));
  });
  const columns = ["who", "what", "slot.time", "evidence"].map((word) => h("th", { scope: "col" }, t(word)));
  return h("div.scroll", { tabindex: "0", role: "group", "aria-label": t("responses") }, h("table", {}, h("thead", {}, h("tr", {}, ...columns)), h("tbody", {}, ...rows)));
}
