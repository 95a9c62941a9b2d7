// What script adds to pages that work without it.
import { away } from "./site/away";
import { copyButtons } from "./site/copy";
import { menus } from "./site/menu";
import { notes } from "./site/notes";
import { runs } from "./site/runs";
import { suggest } from "./site/search";
import { sortTables } from "./site/sort";

away();
menus();
copyButtons();
notes();
sortTables();
runs();
document.querySelectorAll<HTMLFormElement>("form[data-suggest]").forEach(suggest);
