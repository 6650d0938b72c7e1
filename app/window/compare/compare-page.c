/* SPDX-License-Identifier: Apache-2.0 */
/* The Compare page: runs, branches and policies side by side. */
#include "config.h"

#include "app/window/compare/compare-page.h"

#include "app/window/parts/focus.h"

struct _BsComparePage
{
  GtkWidget parent_instance;

  GtkWidget *box;

  BsDebugger *debugger; /* (nullable) */
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsComparePage, bs_compare_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsComparePage *self = BS_COMPARE_PAGE (view);

  g_set_object (&self->debugger, debugger);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static void
bs_compare_page_dispose (GObject *object)
{
  BsComparePage *self = BS_COMPARE_PAGE (object);

  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_COMPARE_PAGE);

  G_OBJECT_CLASS (bs_compare_page_parent_class)->dispose (object);
}

static void
bs_compare_page_class_init (BsComparePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_compare_page_dispose;
  widget_class->focus = bs_focus_children;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/compare-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsComparePage, box);
}

static void
bs_compare_page_init (BsComparePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bs_compare_page_add_policy (BsComparePage *self, const char *name, BsFsm *fsm)
{
  g_return_if_fail (BS_IS_COMPARE_PAGE (self));
}

void
bs_compare_page_add_branch (BsComparePage *self, const char *name)
{
  g_return_if_fail (BS_IS_COMPARE_PAGE (self));
}
