/* SPDX-License-Identifier: Apache-2.0 */
/* A row that stands for a file, chosen with its button. */
#include "config.h"

#include "app/window/record/file-row.h"

#include <glib/gi18n-lib.h>

#include "app/window/record/record-chooser.h"

struct _BsFileRow
{
  AdwActionRow parent_instance;

  GtkWidget *button, *clear_button;
  char *path, *pattern, *none, *ask;
  gboolean clearable;
  GtkFileChooserNative *chooser; /* (nullable) */
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_PATTERN,
  PROP_NONE,
  PROP_ASK,
  PROP_CLEARABLE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (BsFileRow, bs_file_row, ADW_TYPE_ACTION_ROW)

void
bs_file_row_show (BsFileRow *self)
{
  g_autofree char *name = NULL;

  g_return_if_fail (BS_IS_FILE_ROW (self));

  name = self->path != NULL ? g_filename_display_name (self->path) : g_strdup (self->none);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), name != NULL ? name : "");
  gtk_widget_set_visible (self->clear_button, self->clearable && self->path != NULL);
}

static void
chosen_cb (const char *path, gpointer user_data)
{
  bs_file_row_set_path (user_data, path);
}

static void
choose_cb (BsFileRow *self)
{
  g_clear_object (&self->chooser);
  self->chooser = bs_record_choose (GTK_WIDGET (self), self->ask, FALSE, self->path, self->pattern,
                                    chosen_cb, self);
}

static void
clear_cb (BsFileRow *self)
{
  bs_file_row_set_path (self, NULL);
  gtk_widget_grab_focus (self->button);
}

static void
bs_file_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BsFileRow *self = BS_FILE_ROW (object);

  if (id == PROP_PATH)
    g_value_set_string (value, self->path);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bs_file_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BsFileRow *self = BS_FILE_ROW (object);

  switch (id)
    {
    case PROP_PATH:
      bs_file_row_set_path (self, g_value_get_string (value));
      break;
    case PROP_PATTERN:
      self->pattern = g_value_dup_string (value);
      break;
    case PROP_NONE:
      self->none = g_value_dup_string (value);
      bs_file_row_show (self);
      break;
    case PROP_ASK:
      self->ask = g_value_dup_string (value);
      gtk_widget_set_tooltip_text (self->button, self->ask);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      self->ask != NULL ? self->ask : "", -1);
      break;
    case PROP_CLEARABLE:
      self->clearable = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bs_file_row_dispose (GObject *object)
{
  g_clear_object (&BS_FILE_ROW (object)->chooser);

  G_OBJECT_CLASS (bs_file_row_parent_class)->dispose (object);
}

static void
bs_file_row_finalize (GObject *object)
{
  BsFileRow *self = BS_FILE_ROW (object);

  g_free (self->path);
  g_free (self->pattern);
  g_free (self->none);
  g_free (self->ask);

  G_OBJECT_CLASS (bs_file_row_parent_class)->finalize (object);
}

static void
bs_file_row_class_init (BsFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bs_file_row_get_property;
  object_class->set_property = bs_file_row_set_property;
  object_class->dispose = bs_file_row_dispose;
  object_class->finalize = bs_file_row_finalize;

  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                   | G_PARAM_STATIC_STRINGS);
  properties[PROP_PATTERN] = g_param_spec_string ("pattern", NULL, NULL, NULL, once);
  properties[PROP_NONE] = g_param_spec_string ("none", NULL, NULL, NULL, once);
  properties[PROP_ASK] = g_param_spec_string ("ask", NULL, NULL, NULL, once);
  properties[PROP_CLEARABLE] = g_param_spec_boolean ("clearable", NULL, NULL, FALSE, once);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
bs_file_row_init (BsFileRow *self)
{
  const char *clear = _ ("No file");

  self->button = gtk_button_new_with_label (_ ("Choose…"));
  self->clear_button = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->clear_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->clear_button, "flat");
  gtk_widget_set_tooltip_text (self->clear_button, clear);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, clear, -1);
  gtk_widget_set_visible (self->clear_button, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->clear_button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->button);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (choose_cb), self);
  g_signal_connect_swapped (self->clear_button, "clicked", G_CALLBACK (clear_cb), self);
}

const char *
bs_file_row_get_path (BsFileRow *self)
{
  g_return_val_if_fail (BS_IS_FILE_ROW (self), NULL);

  return self->path;
}

void
bs_file_row_set_path (BsFileRow *self, const char *path)
{
  g_return_if_fail (BS_IS_FILE_ROW (self));

  if (g_strcmp0 (path, self->path) == 0)
    return;

  g_free (self->path);
  self->path = g_strdup (path);
  bs_file_row_show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}
