/* SPDX-License-Identifier: Apache-2.0 */
/* A page of a trace that is made when there is time, and told of the trace when it is first seen. */
#include "config.h"

#include "app/window/shell/lazy-page.h"

struct _BsLazyPage
{
  AdwBin parent_instance;

  GType page_type;
  BsDebugger *debugger; /* (nullable): the page has it already */
  guint source;
};

G_DEFINE_FINAL_TYPE (BsLazyPage, bs_lazy_page, ADW_TYPE_BIN)

static void
make (BsLazyPage *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (adw_bin_get_child (ADW_BIN (self)) == NULL)
    adw_bin_set_child (ADW_BIN (self), g_object_new (self->page_type, NULL));
}

static gboolean
make_cb (gpointer user_data)
{
  BsLazyPage *self = user_data;

  self->source = 0;
  make (self);
  return G_SOURCE_REMOVE;
}

static void
bs_lazy_page_dispose (GObject *object)
{
  BsLazyPage *self = BS_LAZY_PAGE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->debugger);

  G_OBJECT_CLASS (bs_lazy_page_parent_class)->dispose (object);
}

static void
bs_lazy_page_class_init (BsLazyPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_lazy_page_dispose;
}

static void
bs_lazy_page_init (BsLazyPage *self)
{
}

void
bs_lazy_page_set (BsLazyPage *self, GType page_type, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_LAZY_PAGE (self));
  g_return_if_fail (g_type_is_a (page_type, BS_TYPE_TRACE_VIEW));
  g_return_if_fail (self->page_type == G_TYPE_INVALID);

  self->page_type = page_type;
  self->debugger = g_object_ref (debugger);
  self->source = g_idle_add_full (G_PRIORITY_LOW, make_cb, self, NULL);
}

GtkWidget *
bs_lazy_page_show (BsLazyPage *self)
{
  g_autoptr (BsDebugger) debugger = NULL;
  GtkWidget *page;

  g_return_val_if_fail (BS_IS_LAZY_PAGE (self), NULL);
  g_return_val_if_fail (self->page_type != G_TYPE_INVALID, NULL);

  make (self);
  page = adw_bin_get_child (ADW_BIN (self));
  debugger = g_steal_pointer (&self->debugger);
  if (debugger != NULL)
    bs_trace_view_set_debugger (BS_TRACE_VIEW (page), debugger);
  return page;
}
