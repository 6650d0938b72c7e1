/* SPDX-License-Identifier: Apache-2.0 */
/* Cards of one width in rows of as many as can be: where they need several, about as many in each. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_CARD_BOX (bs_card_box_get_type ())
G_DECLARE_FINAL_TYPE (BsCardBox, bs_card_box, BS, CARD_BOX, GtkWidget)

void bs_card_box_append (BsCardBox *self, GtkWidget *card);
void bs_card_box_clear (BsCardBox *self);

G_END_DECLS
