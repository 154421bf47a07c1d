// Tells how far long work on certificates is, and shows the page anew when it is done.
const box = document.querySelector("[data-works]")

async function look() {
  let told
  try {
    told = await (await fetch(box.dataset.works, { headers: { Accept: "application/json" } })).json()
  } catch {
    return setTimeout(look, 2000)
  }
  for (const row of document.querySelectorAll("[data-work]")) {
    const work = told[row.dataset.work]
    if (!work || work.over) return location.replace(location.pathname)
    const bar = row.querySelector("progress")
    if (work.of) {
      bar.max = work.of
      bar.value = work.done
    }
    row.querySelector(".number").textContent = `${work.done} / ${work.of || "…"}`
  }
  return setTimeout(look, 400)
}

if (box) look()
