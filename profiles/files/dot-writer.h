/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs in the DOT language of Graphviz: valid whatever the bytes of names and words.
 * Source: https://graphviz.org/doc/info/lang.html */
#pragma once

#include <glib.h>

#include "engine/type-table.h"

G_BEGIN_DECLS

/**
 * bs_dot_append_text:
 * @text: lines end in \n; bytes that are not UTF-8 become U+FFFD
 * @most: characters that are shown, the rest being an ellipsis; 0: all
 *
 * Appends @text in quotes, as the value of an attribute that is shown, such as a label: nothing in it
 * is an escape of Graphviz or an entity of HTML.
 */
void bs_dot_append_text (GString *out, const char *text, guint most);

/** bs_dot_append_mark: appends the attributes of a mark of @type. @shape: how it is drawn. */
void bs_dot_append_mark (GString *out, guint type, BsShape shape);

G_END_DECLS
