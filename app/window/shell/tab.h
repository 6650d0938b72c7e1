/* SPDX-License-Identifier: Apache-2.0 */
/* What a tab of the window holds that has pages: a trace, or one page that stands alone. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BS_TYPE_TAB (bs_tab_get_type ())
G_DECLARE_INTERFACE (BsTab, bs_tab, BS, TAB, GtkWidget)

/**
 * BsTabInterface:
 * @get_title: (transfer none)
 * @get_subtitle: (transfer none): may be empty
 * @get_views: (transfer none) (nullable): its pages; %NULL: none yet
 */
struct _BsTabInterface
{
  GTypeInterface parent;

  const char *(*get_title) (BsTab *self);
  const char *(*get_subtitle) (BsTab *self);
  AdwViewStack *(*get_views) (BsTab *self);
};

/** bs_tab_get_title: Returns: (transfer none): what it is called. */
const char *bs_tab_get_title (BsTab *self);

/** bs_tab_get_subtitle: Returns: (transfer none): what it is of; may be empty. */
const char *bs_tab_get_subtitle (BsTab *self);

/** bs_tab_get_views: Returns: (transfer none) (nullable): its pages; %NULL: none yet. */
AdwViewStack *bs_tab_get_views (BsTab *self);

/** bs_tab_get_front: Returns: (transfer none) (nullable): the page in front; it has the actions
 * view.*, and through its parents those of the tab. */
GtkWidget *bs_tab_get_front (BsTab *self);

G_END_DECLS
