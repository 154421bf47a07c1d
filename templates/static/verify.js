// A file that is chosen or dropped anywhere on the form is checked at once; without this script a button sends it.

const form = document.querySelector('form[data-drop]');
const input = form.querySelector('input[type=file]');
let depth = 0;

const over = (by) => {
  depth = Math.max(0, depth + by);
  form.classList.toggle('over', depth > 0);
};

input.addEventListener('change', () => input.files.length && form.requestSubmit());
addEventListener('dragenter', () => over(1));
addEventListener('dragleave', () => over(-1));
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  depth = 0;
  over(0);
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  form.requestSubmit();
});
// Who comes back by the browser's own key finds an empty form, not one that looks as if it were still at it.
addEventListener('pageshow', (event) => event.persisted && form.reset());
