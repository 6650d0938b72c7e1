/* SPDX-License-Identifier: Apache-2.0 */
/* A trace on the start page. */
#include "config.h"

#include "app/window/shell/trace-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _BsTraceCard
{
  GtkFlowBoxChild parent_instance;

  GtkLabel *name, *badge, *emulated, *summary, *facts, *age;
  GtkPicture *picture;

  GFile *file;
  GCancellable *cancellable; /* of the picture */
  gint64 opened;
  gboolean dark;
};

enum
{
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTraceCard, bs_trace_card, GTK_TYPE_FLOW_BOX_CHILD)

static void
load_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_filename (path, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTraceCard *self = BS_TRACE_CARD (source);
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Without a picture a card still has its words. */
  if (texture != NULL && self->picture != NULL)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
load_picture (BsTraceCard *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, loaded_cb, NULL);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[REMOVE], 0);
}

static void
bs_trace_card_dispose (GObject *object)
{
  BsTraceCard *self = BS_TRACE_CARD (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TRACE_CARD);

  G_OBJECT_CLASS (bs_trace_card_parent_class)->dispose (object);
}

static void
bs_trace_card_finalize (GObject *object)
{
  BsTraceCard *self = BS_TRACE_CARD (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (bs_trace_card_parent_class)->finalize (object);
}

static void
bs_trace_card_class_init (BsTraceCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_trace_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_trace_card_finalize;

  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "card.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "card.remove", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/trace-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTraceCard, name);
  gtk_widget_class_bind_template_child (widget_class, BsTraceCard, badge);
  gtk_widget_class_bind_template_child (widget_class, BsTraceCard, emulated);
  gtk_widget_class_bind_template_child (widget_class, BsTraceCard, summary);
  gtk_widget_class_bind_template_child (widget_class, BsTraceCard, facts);
  gtk_widget_class_bind_template_child (widget_class, BsTraceCard, age);
  gtk_widget_class_bind_template_child (widget_class, BsTraceCard, picture);
}

static void
bs_trace_card_init (BsTraceCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
}

static void
show_badge (BsTraceCard *self, const BsRecentEntry *entry)
{
  /* beside another badge there is little room for the name */
  gtk_widget_set_visible (GTK_WIDGET (self->badge),
                          entry->cut_short || (entry->at_bound && !entry->emulated));
  gtk_label_set_label (self->badge, entry->cut_short ? _ ("cut short") : _ ("at the bound"));
  gtk_widget_add_css_class (GTK_WIDGET (self->badge), entry->cut_short ? "warning" : "success");
}

/* In words for who cannot see the badge, too. */
static void
show_emulated (BsTraceCard *self, const BsRecentEntry *entry)
{
  g_autofree char *path = g_file_get_parse_name (entry->file);
  g_autofree char *about = g_strjoin (", ", entry->summary, entry->facts,
                                      entry->emulated ? bs_device_emulated_text () : NULL, NULL);
  g_autofree char *tooltip = entry->emulated
                                 ? g_strjoin ("\n", path, bs_device_emulated_text (), NULL)
                                 : g_strdup (path);

  gtk_widget_set_visible (GTK_WIDGET (self->emulated), entry->emulated);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, entry->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, about, -1);
}

static void
show_age (BsTraceCard *self)
{
  g_autofree char *age = bs_recent_age (self->opened, g_get_real_time () / G_USEC_PER_SEC);

  gtk_label_set_label (self->age, age);
}

GtkWidget *
bs_trace_card_new (const BsRecentEntry *entry)
{
  BsTraceCard *self = g_object_new (BS_TYPE_TRACE_CARD, NULL);

  self->file = g_object_ref (entry->file);
  self->opened = entry->opened;
  gtk_label_set_label (self->name, entry->name);
  gtk_label_set_label (self->summary, entry->summary);
  gtk_label_set_label (self->facts, entry->facts);
  show_badge (self, entry);
  show_age (self);
  show_emulated (self, entry);
  load_picture (self, entry->thumbnail[self->dark ? 1 : 0]);
  return GTK_WIDGET (self);
}

GFile *
bs_trace_card_get_file (BsTraceCard *self)
{
  g_return_val_if_fail (BS_IS_TRACE_CARD (self), NULL);

  return self->file;
}

const char *
bs_trace_card_get_name (BsTraceCard *self)
{
  g_return_val_if_fail (BS_IS_TRACE_CARD (self), "");

  return gtk_label_get_label (self->name);
}

gboolean
bs_trace_card_shows (BsTraceCard *self, const BsRecentEntry *entry)
{
  g_return_val_if_fail (BS_IS_TRACE_CARD (self), FALSE);

  if (!g_file_equal (self->file, entry->file) || self->opened != entry->opened
      || self->dark != adw_style_manager_get_dark (adw_style_manager_get_default ())
      || gtk_widget_get_visible (GTK_WIDGET (self->emulated)) != entry->emulated
      || gtk_picture_get_paintable (self->picture) == NULL
      || g_strcmp0 (gtk_label_get_label (self->facts), entry->facts) != 0)
    return FALSE;

  show_age (self);
  return TRUE;
}
