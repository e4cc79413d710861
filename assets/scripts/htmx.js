// Loaded only by pages that say so. Attributes that hold script are not used: the Content-Security-Policy forbids them.
import "htmx.org/dist/htmx.esm.js";
