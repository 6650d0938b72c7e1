/* SPDX-License-Identifier: Apache-2.0 */
/* What a tab shows when its trace cannot be opened. */
#include "config.h"

#include "app/window/shell/error-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/toast.h"
#include "engine/error.h"

struct _BsErrorView
{
  GtkWidget parent_instance;

  AdwStatusPage *page;
  GtkLabel *advice;
  GtkWidget *retry_button;

  char *message;
};

enum
{
  RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsErrorView, bs_error_view, GTK_TYPE_WIDGET)

typedef struct
{
  int code; /* BsError, or -1: any other */
  const char *title, *icon, *advice;
  gboolean again; /* it may go better next time */
} Kind;

static const Kind kinds[] = {
  { BS_ERROR_UNSUPPORTED, N_ ("This is not a trace"), "dialog-question-symbolic",
    N_ ("Batchscope opens traces (.bscope), bundles, and graphs in JSON."), FALSE },
  { BS_ERROR_VERSION, N_ ("Made by a newer Batchscope"), "software-update-available-symbolic",
    N_ ("Or record the run again, with this program."), FALSE },
  { BS_ERROR_CORRUPT, N_ ("This trace is damaged"), "dialog-error-symbolic",
    N_ ("Nothing of it is shown, since no part of it can be trusted. Copy it again from where it "
        "came, or record the run again."),
    TRUE },
  { BS_ERROR_RANGE, N_ ("This trace is too large"), "dialog-error-symbolic",
    N_ ("It says that it holds far more than a file of its size can."), FALSE },
  { BS_ERROR_NOT_FOUND, N_ ("There are no decisions"), "dialog-information-symbolic",
    N_ ("Record the run again, and let it go on until the first batch."), TRUE },
  { -1, N_ ("This trace cannot be opened"), "dialog-error-symbolic",
    N_ ("See that the file is there and that you may read it."), TRUE },
};

static const Kind cancelled = { 0, N_ ("Opening was cancelled"), "process-stop-symbolic", "",
                                TRUE };

static const Kind *
find_kind (const GError *error)
{
  guint i = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return &cancelled;

  while (kinds[i].code >= 0 && !g_error_matches (error, BS_ERROR, kinds[i].code))
    i++;
  return &kinds[i];
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[RETRY], 0);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), BS_ERROR_VIEW (widget)->message);
  bs_toast_show (widget, _ ("Reason copied"));
}

static gboolean
bs_error_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (BS_ERROR_VIEW (widget)->page), GTK_DIR_TAB_FORWARD);
}

static void
bs_error_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BS_TYPE_ERROR_VIEW);

  G_OBJECT_CLASS (bs_error_view_parent_class)->dispose (object);
}

static void
bs_error_view_finalize (GObject *object)
{
  g_free (BS_ERROR_VIEW (object)->message);

  G_OBJECT_CLASS (bs_error_view_parent_class)->finalize (object);
}

static void
bs_error_view_class_init (BsErrorViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_error_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_error_view_finalize;
  widget_class->grab_focus = bs_error_view_grab_focus;
  widget_class->focus = bs_focus_children;

  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "error.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "error.copy", NULL, copy_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/error-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BsErrorView, page);
  gtk_widget_class_bind_template_child (widget_class, BsErrorView, advice);
  gtk_widget_class_bind_template_child (widget_class, BsErrorView, retry_button);
}

static void
bs_error_view_init (BsErrorView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bs_error_view_show (BsErrorView *self, const GError *error)
{
  const Kind *kind;
  g_autofree char *text = NULL;

  g_return_if_fail (BS_IS_ERROR_VIEW (self));
  g_return_if_fail (error != NULL);

  kind = find_kind (error);
  g_free (self->message);
  self->message = g_strdup (error->message);
  /* The page takes markup, and the message holds the name of a file. */
  text = g_markup_escape_text (kind == &cancelled ? "" : error->message, -1);
  adw_status_page_set_icon_name (self->page, kind->icon);
  adw_status_page_set_title (self->page, _ (kind->title));
  adw_status_page_set_description (self->page, text);
  gtk_label_set_label (self->advice, kind == &cancelled ? "" : _ (kind->advice));
  gtk_widget_set_visible (GTK_WIDGET (self->advice), kind != &cancelled);
  gtk_widget_set_visible (self->retry_button, kind->again);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "error.copy", kind != &cancelled);
}
