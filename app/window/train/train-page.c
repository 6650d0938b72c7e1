/* SPDX-License-Identifier: Apache-2.0 */
/* The Train page: learns a policy and shows how. */
#include "config.h"

#include "app/window/train/train-page.h"

#include "app/window/parts/focus.h"

struct _BsTrainPage
{
  GtkWidget parent_instance;

  GtkWidget *box;

  BsDebugger *debugger; /* (nullable) */
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsTrainPage, bs_train_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsTrainPage *self = BS_TRAIN_PAGE (view);

  g_set_object (&self->debugger, debugger);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static void
bs_train_page_dispose (GObject *object)
{
  BsTrainPage *self = BS_TRAIN_PAGE (object);

  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TRAIN_PAGE);

  G_OBJECT_CLASS (bs_train_page_parent_class)->dispose (object);
}

static void
bs_train_page_class_init (BsTrainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_train_page_dispose;
  widget_class->focus = bs_focus_children;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTrainPage, box);
}

static void
bs_train_page_init (BsTrainPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bs_train_page_go_on (BsTrainPage *self, const char *name, BsFsm *fsm)
{
  g_return_if_fail (BS_IS_TRAIN_PAGE (self));
}
