/* SPDX-License-Identifier: Apache-2.0 */
/* What is compared on the Compare page, and how it gets there: files, recent traces, policies, branches. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/window/compare/compare-page-private.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/toast.h"
#include "app/window/shell/open-dialog.h"
#include "app/window/shell/recent.h"
#include "engine/policy.h"
#include "profiles/recording/run-policy.h"

/* As the command line has it. */
#define MAX_RUNS 100
#define MAX_RECENT 8
#define MAX_MENU_CHARS 48

static gboolean
is_policy (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return lower != NULL && g_str_has_suffix (lower, ".json");
}

BsComparedSubject *
bs_compare_page_get_subject (BsComparePage *self)
{
  BsCompareModel *runs = self->models[BS_COMPARE_RUNS];
  BsComparedSource *base = bs_compare_model_get_base (runs);

  if (self->subject != NULL)
    return self->subject;

  return base != NULL ? bs_compared_source_get_subject (base) : NULL;
}

static void
add (BsComparePage *self, BsCompareSegment segment, BsComparedSource *source)
{
  if (bs_compare_model_get_n (self->models[segment]) >= MAX_RUNS)
    bs_toast_show (GTK_WIDGET (self), _ ("More runs than these cannot be compared"));
  else
    bs_compare_model_add (self->models[segment], source);
}

/* What policies schedule stands before them: the open trace, or the first that was opened. */
static void
begin_policies (BsComparePage *self, BsCompareSegment segment)
{
  BsComparedSubject *subject = bs_compare_page_get_subject (self);
  g_autoptr (BsComparedSource) source = NULL;
  BsComparedSource *base;

  if (subject == NULL || bs_compare_model_get_n (self->models[segment]) > 0)
    return;

  base = bs_compare_model_get_base (self->models[BS_COMPARE_RUNS]);
  source = bs_compared_source_new_recording (
      base != NULL ? bs_compared_source_get_name (base) : _ ("Recording"), subject);
  add (self, segment, source);
}

static void
add_policy (BsComparePage *self, const char *policy)
{
  BsCompareSegment segment = self->segment == BS_COMPARE_RUNS && policy != NULL
                                     && bs_compare_page_get_subject (self) != NULL
                                 ? BS_COMPARE_RUNS
                                 : BS_COMPARE_POLICIES;
  g_autoptr (BsComparedSource) source = NULL;

  begin_policies (self, segment);
  source = bs_compared_source_new_policy (policy, bs_compare_page_get_subject (self));
  add (self, segment, source);
  bs_compare_model_look_at (self->models[segment], source);
  bs_compare_page_show_segment (self, segment);
}

void
bs_compare_page_add_file (BsComparePage *self, GFile *file)
{
  g_autoptr (BsComparedSource) source = NULL;

  if (is_policy (file))
    {
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        add_policy (self, path);
      return;
    }

  source = bs_compared_source_new_file (file);
  add (self, BS_COMPARE_RUNS, source);
  if (bs_compare_model_get_n (self->models[BS_COMPARE_RUNS]) > 2)
    bs_compare_model_look_at (self->models[BS_COMPARE_RUNS], source);
  bs_compare_page_show_segment (self, BS_COMPARE_RUNS);
}

static GWeakRef opening; /* the page that asked for files */

static void
opened_cb (GtkWindow *parent, GFile *file)
{
  g_autoptr (BsComparePage) self = g_weak_ref_get (&opening);

  if (self != NULL)
    bs_compare_page_add_file (self, file);
}

static void
add_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  g_weak_ref_set (&opening, widget);
  if (GTK_IS_WINDOW (root))
    bs_open_dialog_show (GTK_WINDOW (root), opened_cb);
}

static void
policy_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsComparePage) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_open_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    add_policy (self, path);
}

static void
add_policy_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const BsFileKind kinds[] = { { _ ("Policies"), "*.json" } };

  bs_file_chooser_open_async (widget, _ ("Add a policy"), kinds, G_N_ELEMENTS (kinds), NULL,
                              policy_file_cb, g_object_ref (widget));
}

static void
add_policy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_policy (BS_COMPARE_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
add_recent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  bs_compare_page_add_file (BS_COMPARE_PAGE (widget), file);
}

static BsComparedSource *
find_branch (BsCompareModel *model, const BsBranch *branch)
{
  for (guint i = 0; i < bs_compare_model_get_n (model); i++)
    {
      BsComparedSource *source = bs_compare_model_get (model, i);

      if (bs_compared_source_get_branch (source) == branch)
        return source;
    }

  return NULL;
}

static void
add_branch (BsComparePage *self, BsCompareSegment segment, BsBranchItem *item)
{
  const BsBranch *branch = bs_branch_item_get_branch (item);
  g_autoptr (BsComparedSource) source = NULL;

  if (branch == NULL || find_branch (self->models[segment], branch) != NULL)
    return;
  source = bs_compared_source_new_branch (bs_branch_item_get_name (item), self->subject,
                                          (BsBranch *) branch);
  add (self, segment, source);
  if (segment == BS_COMPARE_RUNS)
    bs_compare_model_look_at (self->models[segment], source);
}

static void
add_branch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsComparePage *self = BS_COMPARE_PAGE (widget);
  BsBranchItem *item = self->debugger != NULL
                           ? bs_branches_find (bs_debugger_get_branches (self->debugger),
                                               g_variant_get_string (parameter, NULL))
                           : NULL;

  if (item != NULL)
    add_branch (self, self->segment, item);
}

static gboolean
is_there (BsComparePage *self, const BsBranch *branch)
{
  GListModel *all = G_LIST_MODEL (bs_debugger_get_branches (self->debugger));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (all, i);

      if (bs_branch_item_get_branch (item) == branch)
        return TRUE;
    }

  return FALSE;
}

void
bs_compare_page_sync_branches (BsComparePage *self)
{
  BsCompareModel *model = self->models[BS_COMPARE_BRANCHES];
  GListModel *all;

  if (self->debugger == NULL || self->subject == NULL)
    return;

  all = G_LIST_MODEL (bs_debugger_get_branches (self->debugger));
  for (guint i = bs_compare_model_get_n (model); i > 0; i--)
    {
      BsComparedSource *source = bs_compare_model_get (model, i - 1);

      if (bs_compared_source_get_branch (source) != NULL
          && !is_there (self, bs_compared_source_get_branch (source)))
        bs_compare_model_remove (model, source);
    }
  for (guint i = 0; i < MIN (g_list_model_get_n_items (all), MAX_RUNS - 1); i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (all, i);
      const BsBranch *branch = bs_branch_item_get_branch (item);
      BsComparedSource *source = branch != NULL ? find_branch (model, branch) : NULL;

      if (source != NULL)
        bs_compared_source_set_name (source, bs_branch_item_get_name (item));
      else
        add_branch (self, BS_COMPARE_BRANCHES, item);
      source = branch != NULL ? find_branch (model, branch) : NULL;
      if (source != NULL && g_strcmp0 (self->wanted_branch, bs_branch_item_get_name (item)) == 0)
        {
          bs_compare_model_look_at (model, source);
          g_clear_pointer (&self->wanted_branch, g_free);
        }
    }
}

/* An underscore is part of the name, not a mnemonic; nor is a menu as wide as the longest name. */
static char *
menu_label (const char *name)
{
  g_autofree char *printable = bs_table_printable (name);
  glong length = g_utf8_strlen (printable, -1);
  g_autofree char *begin = g_utf8_substring (printable, 0, MIN (length, MAX_MENU_CHARS));
  g_auto (GStrv) parts = g_strsplit (begin, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);

  return g_strconcat (label, length > MAX_MENU_CHARS ? "…" : NULL, NULL);
}

static void
append (GMenu *menu, const char *name, const char *action, const char *target)
{
  g_autofree char *label = menu_label (name);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static GMenu *
make_recent (void)
{
  g_autoptr (GPtrArray) list = bs_recent_list (bs_recent_get ());
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < MIN (list->len, MAX_RECENT); i++)
    {
      BsRecentEntry *entry = list->pdata[i];
      g_autofree char *uri = g_file_get_uri (entry->file);

      append (menu, entry->name, "compare.add-recent", uri);
    }

  return menu;
}

static GMenu *
make_policies (BsComparePage *self)
{
  const char *const *names = bs_policy_names ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; bs_compare_page_get_subject (self) != NULL && names[i] != NULL; i++)
    append (menu, names[i], "compare.add-policy", names[i]);
  if (bs_compare_page_get_subject (self) != NULL)
    append (menu, _ ("fsm, learned on the first mini-batch"), "compare.add-policy",
            BS_RUN_POLICY_LEARNED);
  g_menu_append (menu, _ ("From a _file…"), "compare.add-policy-file");

  return menu;
}

static GMenu *
make_branches (BsComparePage *self)
{
  GListModel *all = self->debugger != NULL
                        ? G_LIST_MODEL (bs_debugger_get_branches (self->debugger))
                        : NULL;
  GMenu *menu = g_menu_new ();

  for (guint i = 0; all != NULL && i < MIN (g_list_model_get_n_items (all), MAX_RUNS); i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (all, i);

      append (menu, bs_branch_item_get_name (item), "compare.add-branch",
              bs_branch_item_get_name (item));
    }

  return menu;
}

void
bs_compare_page_make_menu (BsComparePage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) recent = make_recent ();
  g_autoptr (GMenu) policies = make_policies (self);
  g_autoptr (GMenu) branches = make_branches (self);
  gboolean runs = self->segment == BS_COMPARE_RUNS;

  if (runs)
    {
      g_autoptr (GMenu) files = g_menu_new ();

      g_menu_append (files, _ ("_Trace from a file…"), "compare.add-file");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
      if (g_menu_model_get_n_items (G_MENU_MODEL (recent)) > 0)
        g_menu_append_submenu (menu, _ ("_Recent traces"), G_MENU_MODEL (recent));
      g_menu_append_submenu (menu, _ ("What a _policy makes of the first"),
                             G_MENU_MODEL (policies));
    }
  if (self->segment == BS_COMPARE_POLICIES)
    g_menu_append_section (menu, _ ("Schedule with"), G_MENU_MODEL (policies));
  if (self->segment != BS_COMPARE_POLICIES
      && g_menu_model_get_n_items (G_MENU_MODEL (branches)) > 0)
    g_menu_append_submenu (menu, _ ("_Branch"), G_MENU_MODEL (branches));
  gtk_menu_button_set_menu_model (self->add_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->add_button),
                          g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, BsComparePage *self)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *l = files; l != NULL; l = l->next)
    bs_compare_page_add_file (self, l->data);

  return files != NULL;
}

void
bs_compare_page_add_drop_target (BsComparePage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
bs_compare_page_install_adding (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "compare.add-file", NULL, add_file_action);
  gtk_widget_class_install_action (klass, "compare.add-policy-file", NULL, add_policy_file_action);
  gtk_widget_class_install_action (klass, "compare.add-policy", "s", add_policy_action);
  gtk_widget_class_install_action (klass, "compare.add-recent", "s", add_recent_action);
  gtk_widget_class_install_action (klass, "compare.add-branch", "s", add_branch_action);
}

void
bs_compare_page_add_policy (BsComparePage *self, const char *name, BsFsm *fsm)
{
  g_autoptr (BsComparedSource) source = NULL;

  g_return_if_fail (BS_IS_COMPARE_PAGE (self));
  g_return_if_fail (name != NULL && fsm != NULL);

  begin_policies (self, BS_COMPARE_POLICIES);
  source = bs_compared_source_new_table (name, fsm, bs_compare_page_get_subject (self));
  add (self, BS_COMPARE_POLICIES, source);
  bs_compare_model_look_at (self->models[BS_COMPARE_POLICIES], source);
  bs_compare_page_show_segment (self, BS_COMPARE_POLICIES);
}

void
bs_compare_page_add_branch (BsComparePage *self, const char *name)
{
  g_return_if_fail (BS_IS_COMPARE_PAGE (self));
  g_return_if_fail (name != NULL);

  g_free (self->wanted_branch);
  self->wanted_branch = g_strdup (name);
  bs_compare_page_sync_branches (self);
  bs_compare_page_show_segment (self, BS_COMPARE_BRANCHES);
}
