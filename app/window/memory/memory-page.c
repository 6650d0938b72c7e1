/* SPDX-License-Identifier: Apache-2.0 */
/* The Memory page. */
#include "config.h"

#include "app/window/memory/memory-page.h"

struct _BsMemoryPage
{
  GtkWidget parent_instance;

  BsDebugger *debugger;
};

G_DEFINE_FINAL_TYPE (BsMemoryPage, bs_memory_page, GTK_TYPE_WIDGET)

static void
bs_memory_page_dispose (GObject *object)
{
  BsMemoryPage *self = BS_MEMORY_PAGE (object);

  g_clear_object (&self->debugger);

  G_OBJECT_CLASS (bs_memory_page_parent_class)->dispose (object);
}

static void
bs_memory_page_class_init (BsMemoryPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_memory_page_dispose;
}

static void
bs_memory_page_init (BsMemoryPage *self)
{
}

void
bs_memory_page_set_debugger (BsMemoryPage *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_MEMORY_PAGE (self));

  g_set_object (&self->debugger, debugger);
}
