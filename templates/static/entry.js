// Typing a paper sheet by keyboard: Enter goes on to the next cell, from the last to the button, and with Shift back.
// The list begins in its search field. Without this script everything works with Tab.

const sheet = document.querySelector('[data-typed]');
const fields = sheet ? [...sheet.querySelectorAll('input')] : [];
const search = document.querySelector('[role="search"] input[type="search"]');

if (sheet) {
  const form = sheet.closest('form');
  const done = form.querySelector('button[name="step"]');
  sheet.addEventListener('focusin', (event) => event.target.select?.());
  sheet.addEventListener('keydown', (event) => {
    const at = fields.indexOf(event.target);
    if (at < 0 || event.isComposing) return;
    const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    (fields[at + by] || (by > 0 ? done : fields[0])).focus();
  });
  (sheet.querySelector('[aria-invalid="true"]') || fields.find((each) => !each.value) || fields[0])?.focus();
} else search?.focus();

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault(); // a second click is no second entry
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent));
