/* SPDX-License-Identifier: Apache-2.0 */
/* The help: which of its pages is about what, and showing one in the desktop's help viewer. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BsHelpPage: what is on screen, and the page about it. */
typedef struct
{
  const char *type; /* the name of the class of a widget */
  const char *page; /* the id of a page */
} BsHelpPage;

/** bs_help_get_pages: Returns: (transfer none) (array length=n_pages): of what there is help. */
const BsHelpPage *bs_help_get_pages (guint *n_pages);

/** bs_help_find_page: Returns: (transfer none): the page about the nearest widget around @widget of which
 * there is help; that about all where there is none. */
const char *bs_help_find_page (GtkWidget *widget);

/** bs_help_find_folder: Returns: (transfer full) (nullable): where the pages are. */
char *bs_help_find_folder (void);

/** bs_help_show: shows @page over @parent; where no viewer can, says where the pages are. */
void bs_help_show (GtkWindow *parent, const char *page);

/** bs_help_attach: F1 shows in @dialog what is about it: keys of the application do not get there. */
void bs_help_attach (GtkWidget *dialog);

G_END_DECLS
