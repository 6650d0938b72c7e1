/* SPDX-License-Identifier: Apache-2.0 */
/* The row that says where a trace goes. */
#include "config.h"

#include "app/window/record/output-row.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/window/record/record-chooser.h"

#define SUFFIX ".bscope"
#define MAX_LIKE_IT 10000

struct _BsOutputRow
{
  AdwActionRow parent_instance;

  GtkEditable *name;
  char *folder;
  gboolean given;                /* the name is the person's own */
  gboolean suggesting;           /* and no longer */
  GtkFileChooserNative *chooser; /* (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsOutputRow, bs_output_row, ADW_TYPE_ACTION_ROW)

void
bs_output_row_show (BsOutputRow *self)
{
  const char *home = g_get_home_dir ();
  g_autofree char *folder = NULL, *shorter = NULL;

  g_return_if_fail (BS_IS_OUTPUT_ROW (self));

  folder = g_filename_display_name (self->folder);
  if (g_str_has_prefix (self->folder, home) && self->folder[strlen (home)] == G_DIR_SEPARATOR)
    shorter = g_strconcat ("~", folder + strlen (home), NULL);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), shorter != NULL ? shorter : folder);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), folder);
}

char *
bs_output_row_get_path (BsOutputRow *self)
{
  g_autofree char *file = NULL;
  const char *name;

  g_return_val_if_fail (BS_IS_OUTPUT_ROW (self), NULL);

  name = gtk_editable_get_text (self->name);
  file = g_str_has_suffix (name, SUFFIX) ? g_strdup (name) : g_strconcat (name, SUFFIX, NULL);

  return g_build_filename (self->folder, file, NULL);
}

static gboolean
is_taken (BsOutputRow *self)
{
  g_autofree char *path = bs_output_row_get_path (self);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

char *
bs_output_row_check (BsOutputRow *self)
{
  const char *name;

  g_return_val_if_fail (BS_IS_OUTPUT_ROW (self), NULL);

  name = gtk_editable_get_text (self->name);
  if (*name == '\0')
    return g_strdup (_ ("Give the trace a name"));
  if (strchr (name, G_DIR_SEPARATOR) != NULL)
    return g_strdup (_ ("A name has no slash; choose the folder with the button"));
  if (is_taken (self))
    return g_strdup_printf (_ ("“%s” is there already; choose another name"), name);

  return NULL;
}

void
bs_output_row_suggest (BsOutputRow *self, const char *base)
{
  g_return_if_fail (BS_IS_OUTPUT_ROW (self));

  bs_output_row_show (self);
  if (self->given)
    return;

  self->suggesting = TRUE;
  gtk_editable_set_text (self->name, base);
  for (guint i = 2; i < MAX_LIKE_IT && is_taken (self); i++)
    {
      g_autofree char *like_it = g_strdup_printf ("%s-%u", base, i);

      gtk_editable_set_text (self->name, like_it);
    }
  self->suggesting = FALSE;
}

void
bs_output_row_forget (BsOutputRow *self)
{
  g_return_if_fail (BS_IS_OUTPUT_ROW (self));

  self->given = FALSE;
}

void
bs_output_row_set_folder (BsOutputRow *self, const char *folder)
{
  g_return_if_fail (BS_IS_OUTPUT_ROW (self));

  g_free (self->folder);
  self->folder = g_strdup (folder);
  bs_output_row_show (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
name_cb (BsOutputRow *self)
{
  if (self->suggesting)
    return;

  self->given = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
chosen_cb (const char *path, gpointer user_data)
{
  bs_output_row_set_folder (user_data, path);
}

static void
choose_cb (BsOutputRow *self)
{
  g_clear_object (&self->chooser);
  self->chooser = bs_record_choose (GTK_WIDGET (self), _ ("Choose the folder of the trace"), TRUE,
                                    self->folder, NULL, chosen_cb, self);
}

static void
bs_output_row_dispose (GObject *object)
{
  g_clear_object (&BS_OUTPUT_ROW (object)->chooser);

  G_OBJECT_CLASS (bs_output_row_parent_class)->dispose (object);
}

static void
bs_output_row_finalize (GObject *object)
{
  g_free (BS_OUTPUT_ROW (object)->folder);

  G_OBJECT_CLASS (bs_output_row_parent_class)->finalize (object);
}

static void
bs_output_row_class_init (BsOutputRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bs_output_row_dispose;
  object_class->finalize = bs_output_row_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/output-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BsOutputRow, name);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
bs_output_row_init (BsOutputRow *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  self->folder = documents != NULL
                     ? g_build_filename (documents, "Batchscope", NULL)
                     : g_build_filename (g_get_user_data_dir (), "batchscope", "traces", NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_output_row_show (self);
}
