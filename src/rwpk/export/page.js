"use strict";
{
  // Case, accents, quotation marks and hyphens decide no comparison; in other scripts a mark makes another word.
  const fold = text => text.normalize("NFKD").toLowerCase()
    .replace(/([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])\p{M}+/gu, "$1")
    .replace(/[‘’‚‛′]/g, "'").replace(/[“”„‟«»″]/g, '"').replace(/[‐‑‒–—―−]/g, "-")
    .replace(/\s+/g, " ").trim();
  const form = document.querySelector("form"), [text, since, until] = form.querySelectorAll("input");
  const answer = form.querySelector("[role=status]");
  const parts = new Map();
  for (const part of document.querySelectorAll("[data-of]"))
    parts.set(part.dataset.of, [...parts.get(part.dataset.of) ?? [], part]);
  const textsOf = article => [...article.querySelectorAll("bdi")].map(value => fold(value.textContent)).join("\n");
  const records = [...document.querySelectorAll("article")].map(article => ({
    article,
    first: Number(article.dataset.first || 1), last: Number(article.dataset.last || 9999),
    isMission: "first" in article.dataset, parts: [article, ...parts.get(article.id) ?? []],
  }));
  const missions = records.filter(record => record.isMission).length;

  const filter = () => {
    const wanted = fold(text.value), from = Number(since.value || 1), to = Number(until.value || 9999);
    let shown = 0, shownMissions = 0;
    for (const record of records) {
      const began = !record.isMission || (record.last >= from && record.first <= to);
      const isShown = began && (!wanted || (record.texts ??= textsOf(record.article)).includes(wanted));
      const isPossible = record.isMission && (record.first < from || record.last > to);
      for (const part of record.parts) {
        part.hidden = !isShown;
        for (const mark of part.querySelectorAll(".possible")) mark.hidden = !isPossible;
      }
      shown += isShown;
      shownMissions += isShown && record.isMission;
    }
    answer.textContent = `${shownMissions} of ${missions} missions, `
      + `${shown - shownMissions} of ${records.length - missions} other claims`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  filter();  // a browser may have kept what was typed before
}
