/* SPDX-License-Identifier: Apache-2.0 */
/* What `report` makes, with chosen parts and a preview. */
#include "config.h"

#include "app/window/report/report-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/file-chooser.h"
#include "app/window/parts/toast.h"
#include "app/window/shell/help.h"
#include "app/window/shell/pages.h"

/* Pixels a point of the preview, at the scale of the window. */
#define SCALE 1.5

/* Choices that come close together are one. */
#define DELAY_MS 200

struct _BsReportDialog
{
  AdwWindow parent_instance;

  AdwComboRow *format, *paper;
  GtkSpinButton *top;
  AdwPreferencesGroup *parts;
  GtkWidget *save_button, *print_button, *all_button, *cancel_button;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkBox *pages;
  GtkTextView *text;
  AdwStatusPage *nothing;

  BsTrace *trace;
  char *name;
  GtkWidget *origin;                            /* (nullable) what toasts are shown over */
  GtkCheckButton *checks[BS_N_REPORT_SECTIONS]; /* each nullable: the trace has nothing for it */
  BsReportPreview *preview;                     /* (nullable) of what was chosen */
  GCancellable *making, *saving;
  guint make_source;
};

G_DEFINE_FINAL_TYPE (BsReportDialog, bs_report_dialog, ADW_TYPE_WINDOW)

void
bs_report_dialog_get_choices (BsReportDialog *self, BsReportChoices *choices)
{
  guint chosen = 0, n = 0, n_chosen = 0;

  for (guint i = 0; i < BS_N_REPORT_SECTIONS; i++)
    {
      gboolean active = self->checks[i] != NULL && gtk_check_button_get_active (self->checks[i]);

      n += self->checks[i] != NULL;
      n_chosen += active;
      if (active)
        chosen |= 1u << i;
    }
  *choices = (BsReportChoices){
    .options = { .sections = n_chosen < n ? chosen : 0,
                 .top = (guint) gtk_spin_button_get_value_as_int (self->top) },
    .format = (BsReportFormat) adw_combo_row_get_selected (self->format),
    .paper = (BsPaper) adw_combo_row_get_selected (self->paper),
  };
}

static gboolean
has_parts (BsReportDialog *self)
{
  gboolean any = FALSE, known = FALSE;

  for (guint i = 0; i < BS_N_REPORT_SECTIONS; i++)
    {
      known |= self->checks[i] != NULL;
      any |= self->checks[i] != NULL && gtk_check_button_get_active (self->checks[i]);
    }
  return any || !known;
}

gboolean
bs_report_dialog_get_ready (BsReportDialog *self)
{
  g_return_val_if_fail (BS_IS_REPORT_DIALOG (self), FALSE);

  return self->preview != NULL && self->making == NULL && self->make_source == 0;
}

static void
update_buttons (BsReportDialog *self)
{
  gboolean ready = bs_report_dialog_get_ready (self) && has_parts (self);

  gtk_widget_set_sensitive (self->save_button, has_parts (self) && self->saving == NULL);
  gtk_widget_set_sensitive (self->print_button, ready);
}

static void queue_make (BsReportDialog *self);

static void
add_parts (BsReportDialog *self)
{
  for (guint i = 0; i < BS_N_REPORT_SECTIONS; i++)
    {
      const char *title = g_ptr_array_index (self->preview->titles, i);
      GtkWidget *row;

      if (title == NULL || self->checks[i] != NULL)
        continue;

      row = adw_action_row_new ();
      self->checks[i] = GTK_CHECK_BUTTON (gtk_check_button_new ());
      gtk_check_button_set_active (self->checks[i], TRUE);
      gtk_widget_set_valign (GTK_WIDGET (self->checks[i]), GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->checks[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      g_signal_connect_swapped (self->checks[i], "toggled", G_CALLBACK (queue_make), self);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (self->checks[i]));
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->checks[i]));
      adw_preferences_group_add (self->parts, row);
    }
}

static void
show_preview (BsReportDialog *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_box_remove (self->pages, child);
  if (self->preview->text != NULL)
    {
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), self->preview->text, -1);
      bs_pages_show (self->stack, "text");
      return;
    }

  for (guint i = 0; i < self->preview->textures->len; i++)
    {
      GtkWidget *page = gtk_picture_new_for_paintable (
          g_ptr_array_index (self->preview->textures, i));
      /* Translators: the number of a page, and of how many. */
      g_autofree char *label = g_strdup_printf (_ ("Page %u of %u"), i + 1,
                                                self->preview->textures->len);

      gtk_picture_set_alternative_text (GTK_PICTURE (page), label);
      gtk_widget_add_css_class (page, "report-page");
      gtk_box_append (self->pages, page);
    }
  bs_pages_show (self->stack, "pages");
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsReportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  BsReportPreview *preview = bs_report_preview_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->trace == NULL)
    {
      g_clear_pointer (&preview, bs_report_preview_free);
      return;
    }

  g_clear_object (&self->making);
  if (preview != NULL)
    {
      g_clear_pointer (&self->preview, bs_report_preview_free);
      self->preview = preview;
      add_parts (self);
      show_preview (self);
    }
  else
    {
      adw_status_page_set_title (self->nothing, error->message);
      bs_pages_show (self->stack, "nothing");
    }
  update_buttons (self);
}

static gboolean
make_cb (gpointer user_data)
{
  BsReportDialog *self = user_data;
  BsReportChoices choices;

  self->make_source = 0;
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  gtk_widget_set_sensitive (GTK_WIDGET (self->paper),
                            adw_combo_row_get_selected (self->format) == BS_REPORT_PDF);
  if (!has_parts (self))
    {
      bs_pages_show (self->stack, "nothing");
      update_buttons (self);
      return G_SOURCE_REMOVE;
    }

  bs_report_dialog_get_choices (self, &choices);
  if (self->preview == NULL)
    bs_pages_show (self->stack, "making");
  self->making = g_cancellable_new ();
  bs_report_preview_async (self->trace, &choices,
                           SCALE * gtk_widget_get_scale_factor (GTK_WIDGET (self)), self->making,
                           made_cb, g_object_ref (self));
  update_buttons (self);
  return G_SOURCE_REMOVE;
}

static void
queue_make (BsReportDialog *self)
{
  g_clear_handle_id (&self->make_source, g_source_remove);
  self->make_source = g_timeout_add (DELAY_MS, make_cb, self);
  update_buttons (self);
}

static void
all_cb (BsReportDialog *self)
{
  for (guint i = 0; i < BS_N_REPORT_SECTIONS; i++)
    if (self->checks[i] != NULL)
      gtk_check_button_set_active (self->checks[i], TRUE);
}

/* What was chosen, and its preview, stay. */
static void
complain (BsReportDialog *self, const char *title, const char *text)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), title, text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsReportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = bs_report_save_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->trace == NULL)
    return;

  g_clear_object (&self->saving);
  update_buttons (self);
  if (!saved)
    {
      complain (self, _ ("The report is not saved"), error->message);
      return;
    }
  if (self->origin != NULL)
    bs_toast_show (self->origin, _ ("The report is saved"));
  gtk_window_close (GTK_WINDOW (self));
}

void
bs_report_dialog_save (BsReportDialog *self, GFile *file)
{
  BsReportChoices choices;

  g_return_if_fail (BS_IS_REPORT_DIALOG (self));

  bs_report_dialog_get_choices (self, &choices);
  self->saving = g_cancellable_new ();
  update_buttons (self);
  bs_report_save_async (self->trace, &choices, file, self->saving, saved_cb, g_object_ref (self));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsReportDialog) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);

  if (file != NULL && self->trace != NULL)
    bs_report_dialog_save (self, file);
}

static void
save_cb (BsReportDialog *self)
{
  const BsFileKind kinds[BS_N_REPORT_FORMATS] = {
    { _ ("PDF documents"), "*.pdf" },
    { _ ("HTML documents"), "*.html" },
    { _ ("Plain text"), "*.txt" },
  };
  guint format = adw_combo_row_get_selected (self->format);
  g_autofree char *file = g_strdup_printf ("%s.%s", self->name, bs_report_format_suffix (format));

  bs_file_chooser_save_async (GTK_WIDGET (self), _ ("Save report"), file, &kinds[format], 1, NULL,
                              chosen_cb, g_object_ref (self));
}

/* Pages on their way to paper: another preview, or none, may come meanwhile. */
typedef struct
{
  GPtrArray *pages; /* cairo_surface_t */
  double width, height;
} Printing;

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Printing *printing)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context);
  double height = gtk_print_context_get_height (context);
  double scale = MIN (width / printing->width, height / printing->height);

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, g_ptr_array_index (printing->pages, page), 0.0, 0.0);
  cairo_paint (cr);
}

gboolean
bs_report_dialog_print (BsReportDialog *self, const char *path, GError **error)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (BsReportDialog) alive = g_object_ref (self);
  g_autoptr (GPtrArray) pages = NULL;
  Printing printing;

  g_return_val_if_fail (BS_IS_REPORT_DIALOG (self), FALSE);
  g_return_val_if_fail (bs_report_dialog_get_ready (self), FALSE);

  pages = g_ptr_array_ref (self->preview->pages);
  printing = (Printing){ pages, self->preview->width, self->preview->height };
  gtk_print_operation_set_n_pages (operation, (int) pages->len);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_job_name (operation, self->name);
  if (path != NULL)
    gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), &printing);
  /* A loop of its own, in which the dialog may be closed. */
  return gtk_print_operation_run (operation,
                                  path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT
                                               : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                                  GTK_WINDOW (self), error)
         != GTK_PRINT_OPERATION_RESULT_ERROR;
}

static void
print_cb (BsReportDialog *self)
{
  g_autoptr (BsReportDialog) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;

  if (!bs_report_dialog_print (self, NULL, &error) && self->trace != NULL)
    complain (self, _ ("The report is not printed"), error->message);
}

static void
bs_report_dialog_dispose (GObject *object)
{
  BsReportDialog *self = BS_REPORT_DIALOG (object);

  g_clear_handle_id (&self->make_source, g_source_remove);
  g_cancellable_cancel (self->making);
  g_cancellable_cancel (self->saving);
  g_clear_object (&self->making);
  g_clear_object (&self->saving);
  g_clear_weak_pointer (&self->origin);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_REPORT_DIALOG);
  g_clear_pointer (&self->preview, bs_report_preview_free);
  g_clear_pointer (&self->trace, bs_trace_unref);

  G_OBJECT_CLASS (bs_report_dialog_parent_class)->dispose (object);
}

static void
bs_report_dialog_finalize (GObject *object)
{
  g_free (BS_REPORT_DIALOG (object)->name);

  G_OBJECT_CLASS (bs_report_dialog_parent_class)->finalize (object);
}

static void
bs_report_dialog_class_init (BsReportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_report_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_report_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/report-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, BsReportDialog, name)
  BIND (format);
  BIND (paper);
  BIND (top);
  BIND (parts);
  BIND (save_button);
  BIND (print_button);
  BIND (all_button);
  BIND (cancel_button);
  BIND (stack);
  BIND (scroller);
  BIND (pages);
  BIND (text);
  BIND (nothing);
#undef BIND
}

static void
bs_report_dialog_init (BsReportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_help_attach (GTK_WIDGET (self));
  gtk_widget_set_tooltip_text (self->save_button, _ ("Choose a file (Alt+S)"));
  gtk_widget_set_tooltip_text (self->print_button, _ ("Print the pages (Alt+P)"));
  gtk_widget_set_tooltip_text (self->cancel_button, _ ("Save nothing (Esc)"));
  g_signal_connect_swapped (self->format, "notify::selected", G_CALLBACK (queue_make), self);
  g_signal_connect_swapped (self->paper, "notify::selected", G_CALLBACK (queue_make), self);
  g_signal_connect_swapped (self->top, "value-changed", G_CALLBACK (queue_make), self);
  g_signal_connect_swapped (self->all_button, "clicked", G_CALLBACK (all_cb), self);
  g_signal_connect_swapped (self->save_button, "clicked", G_CALLBACK (save_cb), self);
  g_signal_connect_swapped (self->print_button, "clicked", G_CALLBACK (print_cb), self);
}

GtkWidget *
bs_report_dialog_new (GtkWidget *parent, BsTrace *trace, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  BsReportDialog *self = g_object_new (BS_TYPE_REPORT_DIALOG, "transient-for",
                                       GTK_IS_WINDOW (root) ? root : NULL, NULL);

  self->trace = bs_trace_ref (trace);
  self->name = g_strdup (name);
  g_set_weak_pointer (&self->origin, parent);
  make_cb (self);
  return GTK_WIDGET (self);
}
