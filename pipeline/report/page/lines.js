/**
 * A fact in one line: who, what, how much, the words.
 * @param {Object} fact
 * @param {{type?: boolean}} [parts] whether to begin with the type
 * @returns {Node}
 */
function factLine(fact, { type = true } = {}) {
  const parts = [];
  if (fact.subject) parts.push(bdi(nameOf(fact.subject)));
  if (fact.category) parts.push(t(`category.${fact.category}`));
  if (fact.polarity === "negated") parts.push(h("strong", {}, t("denied")));
  if (fact.objects.length && fact.type !== "statement") parts.push(h("span", {}, ...joined(fact.objects.map((ref) => bdi(nameOf(ref))), listComma())));
  if (fact.quantity) parts.push(quantityNode(fact.quantity));
  if (fact.content) parts.push(quoted(fact.content));
  return h("span", {}, type && typeTag(fact.type), type && " ", ...joined(parts, " · "));
}

const listComma = () => (language === "ar" ? "، " : ", ");

/** Words of the article, in its own quotation marks and direction. */
const quoted = (words) => h("q", { lang: "ar", dir: "auto" }, words);

/** The type of a fact; the mark before it tells types apart without colour. */
const typeTag = (type) => h(`span.type.t-${type}`, {}, t(`type.${type}`));

/** @param {string} id @param {?string} number of a fact */
const articleLink = (id, number = null) => `#/article/${id}${number ? `/${number}` : ""}`;

/** A link from somewhere to a fact in its article. */
function factLink(factId, words) {
  const number = numberOf(factId);
  const label = t("see_fact", { n: number.replace(/^f/, "") });
  return h("a.to-fact", { href: articleLink(articleOf(factId), number), "aria-label": words ? null : label, title: label }, words || "↪");
}

/** What an article is called in a list. */
const siteOf = (row) => row.site || row.source;

/** The days of an event: its start, as far as it is known, and its provider. */
function eventName(event) {
  const key = event.provider.kb || event.provider.name;
  const name = Object.hasOwn(RUN.names, key) ? nameOfKey(key) : event.provider.name;
  return [bdi(name), " · ", event.start.value ? timeNode(event.start.value) : t("no_date")];
}

/** The same as plain text, for options of a list. */
const plain = (nodes) => h("span", {}, ...nodes).textContent;
