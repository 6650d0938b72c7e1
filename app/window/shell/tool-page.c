/* SPDX-License-Identifier: Apache-2.0 */
/* A tab of a page that needs no open trace. */
#include "config.h"

#include "app/window/shell/tool-page.h"

#include <glib/gi18n-lib.h>

#include "app/window/compare/compare-page.h"
#include "app/window/learn/learn-page.h"
#include "app/window/parts/focus.h"
#include "app/window/train/train-page.h"

typedef struct
{
  const char *name, *title, *icon;
  GType (*type) (void);
} Tool;

static const Tool tools[BS_N_TOOLS] = {
  { "compare", N_ ("Compare"), "bs-compare-symbolic", bs_compare_page_get_type },
  { "train", N_ ("Train"), "bs-train-symbolic", bs_train_page_get_type },
  { "learn", N_ ("Lessons"), "bs-learn-symbolic", bs_learn_page_get_type },
};

struct _BsToolPage
{
  GtkWidget parent_instance;

  BsTool tool;
  AdwViewStack *views;
};

static void tab_init (BsTabInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsToolPage, bs_tool_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TAB, tab_init))

static const char *
get_title (BsTab *tab)
{
  return _ (tools[BS_TOOL_PAGE (tab)->tool].title);
}

static const char *
get_subtitle (BsTab *tab)
{
  return "";
}

static AdwViewStack *
get_views (BsTab *tab)
{
  return BS_TOOL_PAGE (tab)->views;
}

static void
tab_init (BsTabInterface *iface)
{
  iface->get_title = get_title;
  iface->get_subtitle = get_subtitle;
  iface->get_views = get_views;
}

static gboolean
bs_tool_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (bs_tab_get_front (BS_TAB (widget)));
}

static void
bs_tool_page_dispose (GObject *object)
{
  BsToolPage *self = BS_TOOL_PAGE (object);

  if (self->views != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->views));
  self->views = NULL;

  G_OBJECT_CLASS (bs_tool_page_parent_class)->dispose (object);
}

static void
bs_tool_page_class_init (BsToolPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_tool_page_dispose;
  widget_class->grab_focus = bs_tool_page_grab_focus;
  widget_class->focus = bs_focus_children;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bs_tool_page_init (BsToolPage *self)
{
  self->views = ADW_VIEW_STACK (adw_view_stack_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->views), GTK_WIDGET (self));
}

GtkWidget *
bs_tool_page_new (BsTool tool)
{
  BsToolPage *self;

  g_return_val_if_fail (tool < BS_N_TOOLS, NULL);

  self = g_object_new (BS_TYPE_TOOL_PAGE, NULL);
  self->tool = tool;
  adw_view_stack_add_titled (self->views, g_object_new (tools[tool].type (), NULL),
                             tools[tool].name, _ (tools[tool].title));
  adw_view_stack_page_set_icon_name (
      adw_view_stack_get_page (self->views, adw_view_stack_get_visible_child (self->views)),
      tools[tool].icon);
  return GTK_WIDGET (self);
}

BsTool
bs_tool_page_get_tool (BsToolPage *self)
{
  g_return_val_if_fail (BS_IS_TOOL_PAGE (self), BS_TOOL_COMPARE);

  return self->tool;
}

const char *
bs_tool_page_get_icon (BsToolPage *self)
{
  g_return_val_if_fail (BS_IS_TOOL_PAGE (self), NULL);

  return tools[self->tool].icon;
}
