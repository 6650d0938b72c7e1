/* SPDX-License-Identifier: Apache-2.0 */
/* The Learn page. */
#include "config.h"

#include "app/window/learn/learn-page.h"

#include <glib/gi18n-lib.h>

#include "app/window/learn/lesson-book.h"
#include "app/window/learn/lesson-row.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/toast.h"
#include "app/window/parts/view-frame.h"
#include "app/window/shell/pages.h"
#include "app/window/shell/tabs.h"
#include "profiles/lessons/lesson-shelf.h"

struct _BsLearnPage
{
  GtkWidget parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *side, *separator, *list_button;
  GtkListBox *list;
  GtkLabel *summary;
  GtkStack *stack;
  AdwStatusPage *error;
  BsLessonPlayer *player;

  GPtrArray *lessons; /* (nullable) BsLesson */
  char *wanted;       /* (nullable) id of a lesson */
  char *current;      /* (nullable) id of the lesson that is taken, or about to be */
  GCancellable *listing, *opening;
  BsLessonBook *book;
  gboolean presenting;
};

static void take (BsLearnPage *self, const char *id);

G_DEFINE_FINAL_TYPE (BsLearnPage, bs_learn_page, GTK_TYPE_WIDGET)

static BsLessonProgress *
get_progress (BsLearnPage *self)
{
  return bs_lesson_book_get_progress (self->book);
}

static BsLessonRow *
get_row (BsLearnPage *self, guint index)
{
  return BS_LESSON_ROW (gtk_list_box_get_row_at_index (self->list, (int) index));
}

static const BsLesson *
get_lesson (BsLearnPage *self, guint index)
{
  return g_ptr_array_index (self->lessons, index);
}

static void
update_list (BsLearnPage *self)
{
  guint n_done = 0, n_right = 0, n_answered = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; self->lessons != NULL && i < self->lessons->len; i++)
    {
      const char *id = get_lesson (self, i)->id;
      guint answered;

      n_done += bs_lesson_progress_get_done (get_progress (self), id);
      n_right += bs_lesson_progress_count (get_progress (self), id, &answered);
      n_answered += answered;
      bs_lesson_row_update (get_row (self, i), get_progress (self),
                            g_strcmp0 (self->current, id) == 0);
    }
  text = g_strdup_printf (
      _ ("%u of %u lessons done, %u of %u answers right at the first try. Lessons are "
         "files: put your own into their folder."),
      n_done, self->lessons != NULL ? self->lessons->len : 0, n_right, n_answered);
  gtk_label_set_label (self->summary, text);
}

static void
update_actions (BsLearnPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = bs_learn_page_get_ready (self);

  gtk_widget_action_set_enabled (widget, "learn.next", ready);
  gtk_widget_action_set_enabled (widget, "learn.back",
                                 ready && bs_lesson_player_get_step (self->player) > 0);
  gtk_widget_action_set_enabled (widget, "debug.play", ready);
  gtk_widget_action_set_enabled (widget, "learn.again", ready);
  gtk_widget_action_set_enabled (widget, "learn.sheet", ready);
  gtk_widget_action_set_enabled (widget, "learn.open-trace", ready);
}

static void
stepped_cb (BsLearnPage *self)
{
  bs_lesson_progress_set_step (get_progress (self), self->current,
                               bs_lesson_player_get_step (self->player));
  update_actions (self);
  bs_lesson_book_save (self->book);
}

static void
finished_cb (BsLearnPage *self)
{
  bs_lesson_progress_set_done (get_progress (self), self->current, TRUE);
  bs_lesson_book_save (self->book);
  for (guint i = 0; i < self->lessons->len; i++)
    if (g_str_equal (get_lesson (self, i)->id, self->current))
      {
        if (i + 1 < self->lessons->len)
          take (self, get_lesson (self, i + 1)->id);
        else
          bs_toast_show (GTK_WIDGET (self), _ ("That was the last lesson. Well done!"));
        return;
      }
}

static void
fail (BsLearnPage *self, const char *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  adw_status_page_set_description (self->error, escaped);
  bs_pages_show (self->stack, "error");
  update_actions (self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsLearnPage *self = user_data;
  g_autoptr (GError) error = NULL;
  BsOpenLesson *open = bs_open_lesson_finish (result, &error);
  guint step;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_object_unref (self);
      return;
    }

  g_clear_object (&self->opening);
  if (open == NULL)
    {
      fail (self, error->message);
    }
  else
    {
      step = bs_lesson_progress_get_step (get_progress (self), self->current);
      if (bs_lesson_progress_get_done (get_progress (self), self->current)
          && step + 1 == open->session->lesson->steps->len)
        step = 0;
      bs_lesson_player_open (self->player, open, get_progress (self), step);
      bs_pages_show (self->stack, "lesson");
      update_actions (self);
    }
  g_object_unref (self);
}

static void
take (BsLearnPage *self, const char *id)
{
  for (guint i = 0; i < self->lessons->len; i++)
    {
      const BsLesson *lesson = get_lesson (self, i);

      if (!g_str_equal (lesson->id, id))
        continue;

      g_cancellable_cancel (self->opening);
      g_clear_object (&self->opening);
      g_free (self->current);
      self->current = g_strdup (id);
      bs_lesson_player_open (self->player, NULL, NULL, 0);
      bs_pages_show (self->stack, "loading");
      gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (get_row (self, i)));
      update_list (self);
      update_actions (self);
      self->opening = g_cancellable_new ();
      bs_open_lesson_async (lesson->path, self->opening, opened_cb, g_object_ref (self));
      return;
    }
}

/* The first that is not done. */
static const char *
choose (BsLearnPage *self)
{
  for (guint i = 0; i < self->lessons->len; i++)
    {
      const BsLesson *lesson = get_lesson (self, i);

      if (self->wanted != NULL ? g_str_equal (lesson->id, self->wanted)
                               : !bs_lesson_progress_get_done (get_progress (self), lesson->id))
        return lesson->id;
    }

  return get_lesson (self, 0)->id;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsLearnPage *self = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *lessons = bs_lesson_shelf_finish (result, &problems, &error);

  if (lessons == NULL)
    {
      g_object_unref (self);
      return;
    }

  g_clear_object (&self->listing);
  self->lessons = lessons;
  for (guint i = 0; i < lessons->len; i++)
    gtk_list_box_append (self->list, bs_lesson_row_new (get_lesson (self, i), i + 1));
  update_list (self);
  if (problems->len > 0)
    bs_toast_show (GTK_WIDGET (self), g_ptr_array_index (problems, 0));
  if (lessons->len > 0)
    take (self, choose (self));
  else
    fail (self, problems->len > 0 ? g_ptr_array_index (problems, 0)
                                  : _ ("There are no lessons where they should be."));
  g_object_unref (self);
}

static void
row_activated_cb (BsLearnPage *self, GtkListBoxRow *row)
{
  const BsLesson *lesson = bs_lesson_row_get_lesson (BS_LESSON_ROW (row));

  if (g_strcmp0 (self->current, lesson->id) != 0 || !bs_learn_page_get_ready (self))
    take (self, lesson->id);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
folded_cb (BsLearnPage *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (self->list_button, folded && !self->presenting);
}

static void
list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (BS_LEARN_PAGE (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_lesson_player_go (BS_LEARN_PAGE (widget)->player, 1);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_lesson_player_step (BS_LEARN_PAGE (widget)->player, g_str_equal (name, "debug.step") ? 1 : -1);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_lesson_player_go (BS_LEARN_PAGE (widget)->player, -1);
}

static void
play_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_lesson_player_play (BS_LEARN_PAGE (widget)->player);
}

/* The list goes and all gets larger: for who stands before a class. */
static void
present_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsLearnPage *self = BS_LEARN_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  self->presenting = !self->presenting;
  if (self->presenting)
    gtk_widget_add_css_class (widget, "presenter");
  else
    gtk_widget_remove_css_class (widget, "presenter");
  if (self->presenting)
    adw_leaflet_set_visible_child_name (self->leaflet, "lesson");
  gtk_widget_set_visible (self->side, !self->presenting);
  gtk_widget_set_visible (self->separator, !self->presenting);
  folded_cb (self);
  if (GTK_IS_WINDOW (root) && gtk_window_is_fullscreen (GTK_WINDOW (root)) != self->presenting)
    gtk_widget_activate_action (widget, "win.fullscreen", NULL);
  if (self->presenting)
    bs_toast_show (widget, _ ("Presenter mode: Ctrl+Shift+L ends it"));
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsLearnPage *self = BS_LEARN_PAGE (widget);
  g_autofree char *id = g_strdup (self->current);

  bs_lesson_progress_forget (get_progress (self), id);
  bs_lesson_book_save (self->book);
  take (self, id);
}

static void
open_trace_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsLearnPage *self = BS_LEARN_PAGE (widget);
  BsOpenLesson *open = bs_lesson_player_get_open (self->player);
  GtkWidget *tabs = gtk_widget_get_ancestor (widget, ADW_TYPE_TAB_VIEW);
  const BsLessonStep *step;

  if (open == NULL || tabs == NULL)
    return;

  /* Queries read the files of the runs, which go with the session. */
  step = bs_lesson_get_step (open->session->lesson, bs_lesson_player_get_step (self->player));
  bs_tabs_show_pictures (
      ADW_TAB_VIEW (tabs), g_ptr_array_index (open->pictures, step->run),
      bs_lesson_translate (bs_lesson_get_run (open->session->lesson, step->run)->title),
      bs_lesson_session_ref (open->session), (GDestroyNotify) bs_lesson_session_unref);
}

static void
sheet_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsLearnPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bs_lesson_sheet_finish (result, &error))
    bs_toast_show (GTK_WIDGET (self), _ ("The worksheet is saved"));
  else
    bs_toast_show (GTK_WIDGET (self), error->message);
}

typedef struct
{
  BsLearnPage *page;
  gboolean answers;
} SheetChoice;

static void
sheet_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree SheetChoice *choice = user_data;
  g_autoptr (BsLearnPage) self = choice->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, &error);
  BsOpenLesson *open = bs_lesson_player_get_open (self->player);

  if (file != NULL && open != NULL)
    bs_lesson_sheet_async (open->session, choice->answers, file, NULL, sheet_saved_cb,
                           g_object_ref (self));
}

static void
sheet_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const BsFileKind kinds[] = { { "PDF", "*.pdf" }, { "HTML", "*.html" } };
  BsLearnPage *self = BS_LEARN_PAGE (widget);
  SheetChoice *choice = g_new0 (SheetChoice, 1);
  g_autofree char *file = g_strconcat (self->current, ".pdf", NULL);

  *choice = (SheetChoice){ g_object_ref (self), g_variant_get_boolean (parameter) };
  bs_file_chooser_save_async (widget, _ ("Save the worksheet"), file, kinds, G_N_ELEMENTS (kinds),
                              NULL, sheet_chosen_cb, choice);
}

static void
folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *path = bs_lesson_shelf_own_folder ();
  g_autofree char *uri = NULL;
  GtkRoot *root = gtk_widget_get_root (widget);

  if (g_mkdir_with_parents (path, 0755) != 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("The folder %s cannot be made"), path);

      bs_toast_show (widget, text);
      return;
    }
  uri = g_filename_to_uri (path, NULL, NULL);
  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

void
bs_learn_page_open (BsLearnPage *self, const char *id)
{
  g_return_if_fail (BS_IS_LEARN_PAGE (self));

  if (self->lessons != NULL)
    {
      take (self, id);
      return;
    }
  g_free (self->wanted);
  self->wanted = g_strdup (id);
}

BsLessonPlayer *
bs_learn_page_get_player (BsLearnPage *self)
{
  g_return_val_if_fail (BS_IS_LEARN_PAGE (self), NULL);

  return self->player;
}

gboolean
bs_learn_page_get_ready (BsLearnPage *self)
{
  g_return_val_if_fail (BS_IS_LEARN_PAGE (self), FALSE);

  return self->opening == NULL && bs_lesson_player_get_open (self->player) != NULL;
}

static gboolean
bs_learn_page_grab_focus (GtkWidget *widget)
{
  BsLearnPage *self = BS_LEARN_PAGE (widget);

  return gtk_widget_grab_focus (bs_learn_page_get_ready (self) ? GTK_WIDGET (self->player)
                                                               : GTK_WIDGET (self->list));
}

static void
bs_learn_page_dispose (GObject *object)
{
  BsLearnPage *self = BS_LEARN_PAGE (object);

  g_cancellable_cancel (self->listing);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->listing);
  g_clear_object (&self->opening);
  if (self->leaflet != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->leaflet));
  self->leaflet = NULL;

  G_OBJECT_CLASS (bs_learn_page_parent_class)->dispose (object);
}

static void
bs_learn_page_finalize (GObject *object)
{
  BsLearnPage *self = BS_LEARN_PAGE (object);

  g_clear_pointer (&self->lessons, g_ptr_array_unref);
  g_free (self->wanted);
  g_free (self->current);

  G_OBJECT_CLASS (bs_learn_page_parent_class)->finalize (object);
}

static void
bs_learn_page_class_init (BsLearnPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_learn_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_learn_page_finalize;
  widget_class->grab_focus = bs_learn_page_grab_focus;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_LESSON_PLAYER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/learn-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, side);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, separator);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, list_button);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, list);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, summary);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, error);
  gtk_widget_class_bind_template_child (widget_class, BsLearnPage, player);

  gtk_widget_class_install_action (widget_class, "learn.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "learn.back", NULL, back_action);
  /* The keys of the decision clock play the step. */
  gtk_widget_class_install_action (widget_class, "debug.play", NULL, play_action);
  gtk_widget_class_install_action (widget_class, "debug.step", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "debug.back", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "learn.present", NULL, present_action);
  gtk_widget_class_install_action (widget_class, "learn.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "learn.sheet", "b", sheet_action);
  gtk_widget_class_install_action (widget_class, "learn.open-trace", NULL, open_trace_action);
  gtk_widget_class_install_action (widget_class, "learn.folder", NULL, folder_action);
  gtk_widget_class_install_action (widget_class, "learn.list", NULL, list_action);
  bs_view_frame_install_forwards (widget_class);
}

static void
bs_learn_page_init (BsLearnPage *self)
{
  self->book = bs_lesson_book_get ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self);
  g_signal_connect_swapped (self->player, "stepped", G_CALLBACK (stepped_cb), self);
  g_signal_connect_object (self->player, "answered", G_CALLBACK (bs_lesson_book_save), self->book,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->book, "changed", G_CALLBACK (update_list), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->player, "finished", G_CALLBACK (finished_cb), self);
  update_actions (self);
  self->listing = g_cancellable_new ();
  bs_lesson_shelf_async (self->listing, listed_cb, g_object_ref (self));
}
