/* SPDX-License-Identifier: Apache-2.0 */
/* Text that changes often and wraps: it takes the width that it is given and asks for none, so
 * that a new text is laid out once. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BS_TYPE_PARAGRAPH (bs_paragraph_get_type ())

/* Holds a GtkLabel as its child, and is there only while that is. */
G_DECLARE_FINAL_TYPE (BsParagraph, bs_paragraph, BS, PARAGRAPH, AdwBin)

/** bs_paragraph_new: Returns: (transfer floating): a paragraph around @label. */
GtkWidget *bs_paragraph_new (GtkWidget *label);

G_END_DECLS
