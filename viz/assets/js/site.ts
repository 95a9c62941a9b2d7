// What script adds to pages that work without it.
import { copyButtons } from "./site/copy";
import { menus } from "./site/menu";
import { notes } from "./site/notes";
import { query } from "./site/query";
import { sortTables } from "./site/sort";
import { suggest } from "./site/suggest";

menus();
copyButtons();
notes();
sortTables();
query();
document.querySelectorAll<HTMLFormElement>("form[data-suggest]").forEach(suggest);
