/* SPDX-License-Identifier: Apache-2.0 */
/* What a tab of the window holds that has pages. */
#include "config.h"

#include "app/window/shell/tab.h"

G_DEFINE_INTERFACE (BsTab, bs_tab, GTK_TYPE_WIDGET)

static void
bs_tab_default_init (BsTabInterface *iface)
{
}

const char *
bs_tab_get_title (BsTab *self)
{
  g_return_val_if_fail (BS_IS_TAB (self), "");

  return BS_TAB_GET_IFACE (self)->get_title (self);
}

const char *
bs_tab_get_subtitle (BsTab *self)
{
  g_return_val_if_fail (BS_IS_TAB (self), "");

  return BS_TAB_GET_IFACE (self)->get_subtitle (self);
}

AdwViewStack *
bs_tab_get_views (BsTab *self)
{
  g_return_val_if_fail (BS_IS_TAB (self), NULL);

  return BS_TAB_GET_IFACE (self)->get_views (self);
}

GtkWidget *
bs_tab_get_front (BsTab *self)
{
  AdwViewStack *views;
  GtkWidget *front;

  g_return_val_if_fail (BS_IS_TAB (self), NULL);

  views = bs_tab_get_views (self);
  if (views == NULL)
    return NULL;

  front = adw_view_stack_get_visible_child (views);
  return ADW_IS_BIN (front) && adw_bin_get_child (ADW_BIN (front)) != NULL
             ? adw_bin_get_child (ADW_BIN (front))
             : front;
}
