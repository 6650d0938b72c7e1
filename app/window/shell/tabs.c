/* SPDX-License-Identifier: Apache-2.0 */
/* The tabs of a window. */
#include "config.h"

#include "app/window/shell/tabs.h"

#include "app/window/shell/start-page.h"
#include "app/window/shell/trace-page.h"

AdwTabPage *
bs_tabs_find (AdwTabView *tabs, GFile *file)
{
  int n_pages = adw_tab_view_get_n_pages (tabs);

  for (int i = 0; i < n_pages; i++)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (tabs, i);
      GtkWidget *child = adw_tab_page_get_child (tab);

      if (BS_IS_TRACE_PAGE (child)
          && g_file_equal (bs_trace_page_get_file (BS_TRACE_PAGE (child)), file))
        return tab;
    }

  return NULL;
}

void
bs_tabs_leave_start_page (AdwTabView *tabs, AdwTabPage *tab)
{
  if (tab != NULL && BS_IS_START_PAGE (adw_tab_page_get_child (tab))
      && !bs_start_page_is_busy (BS_START_PAGE (adw_tab_page_get_child (tab))))
    adw_tab_view_close_page (tabs, tab);
}

void
bs_tabs_show_pictures (AdwTabView *tabs, BsPictures *pictures, const char *title, gpointer keep,
                       GDestroyNotify destroy)
{
  AdwTabPage *old = adw_tab_view_get_selected_page (tabs);
  GtkWidget *page = bs_trace_page_new_for (pictures, title);
  AdwTabPage *tab;

  g_object_set_data_full (G_OBJECT (page), "bs-keep", keep, destroy);
  tab = adw_tab_view_insert (tabs, page, adw_tab_view_get_page_position (tabs, old) + 1);
  adw_tab_page_set_title (tab, title);
  adw_tab_view_set_selected_page (tabs, tab);
}

GtkWidget *
bs_tabs_show_tool (AdwTabView *tabs, BsTool tool)
{
  AdwTabPage *old = adw_tab_view_get_selected_page (tabs);
  int n_pages = adw_tab_view_get_n_pages (tabs);
  g_autoptr (GIcon) icon = NULL;
  AdwTabPage *tab;
  GtkWidget *page;

  for (int i = 0; i < n_pages; i++)
    {
      GtkWidget *child;

      tab = adw_tab_view_get_nth_page (tabs, i);
      child = adw_tab_page_get_child (tab);
      if (BS_IS_TOOL_PAGE (child) && bs_tool_page_get_tool (BS_TOOL_PAGE (child)) == tool)
        {
          adw_tab_view_set_selected_page (tabs, tab);
          return bs_tab_get_front (BS_TAB (child));
        }
    }

  page = bs_tool_page_new (tool);
  tab = adw_tab_view_insert (tabs, page, adw_tab_view_get_page_position (tabs, old) + 1);
  icon = g_themed_icon_new (bs_tool_page_get_icon (BS_TOOL_PAGE (page)));
  adw_tab_page_set_title (tab, bs_tab_get_title (BS_TAB (page)));
  adw_tab_page_set_icon (tab, icon);
  adw_tab_view_set_selected_page (tabs, tab);
  bs_tabs_leave_start_page (tabs, old);
  return bs_tab_get_front (BS_TAB (page));
}
