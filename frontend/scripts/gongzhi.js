// Everything works without this file. It keeps a form from being sent twice, lets arrow keys walk through
// live results, and moves the reader's focus to what has just changed.
import "./parts/forms.js";
import "./parts/focus.js";
import "./parts/picker.js";
