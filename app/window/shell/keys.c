/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of keys. */
#include "config.h"

#include "app/window/shell/keys.h"

#include <glib/gi18n-lib.h>

static const char *const group_titles[BS_N_KEY_GROUPS] = {
  N_ ("Decisions"), N_ ("Breakpoints and search"),
  N_ ("Views"),     N_ ("Policy and graph"),
  N_ ("Memory"),    N_ ("Profile"),
  N_ ("Console"),   N_ ("Compare"),
  N_ ("Train"),     N_ ("Lessons"),
  N_ ("Tabs"),      N_ ("Program")
};

/* Function keys and those with Control come first: panes would take F8 to move between their
 * handles. Plain letters and Space are for entries, buttons and lists where those want them. */
static const BsKey keys[] = {
  { BS_KEYS_DECISIONS, N_ ("Step"), "debug.step", "F8", NULL, TRUE },
  { BS_KEYS_DECISIONS, N_ ("Step back"), "debug.back", "<Shift>F8", NULL, TRUE },
  { BS_KEYS_DECISIONS, N_ ("Run to the next hit"), "debug.run", "F5", NULL, TRUE },
  { BS_KEYS_DECISIONS, N_ ("Run back to the last hit"), "debug.run-back", "<Shift>F5", NULL, TRUE },
  { BS_KEYS_DECISIONS, N_ ("Play or pause"), "debug.play", "space", "KP_Space", FALSE },
  { BS_KEYS_DECISIONS, N_ ("Play back or pause"), "debug.play-back", "<Shift>space", NULL, FALSE },
  { BS_KEYS_DECISIONS, N_ ("Play slower"), "debug.slower", "bracketleft", NULL, FALSE },
  { BS_KEYS_DECISIONS, N_ ("Play faster"), "debug.faster", "bracketright", NULL, FALSE },
  { BS_KEYS_DECISIONS, N_ ("First decision"), "debug.first", "Home", "KP_Home", FALSE },
  { BS_KEYS_DECISIONS, N_ ("Last decision"), "debug.last", "End", "KP_End", FALSE },
  { BS_KEYS_DECISIONS, N_ ("Go to a decision"), "debug.go-to", "<Control>l", NULL, TRUE },
  { BS_KEYS_DECISIONS, N_ ("On the strip: step"), NULL, "Left Right", NULL, FALSE },
  { BS_KEYS_DECISIONS, N_ ("On the strip: by ten"), NULL, "Page_Up Page_Down", NULL, FALSE },

  { BS_KEYS_MARKS, N_ ("Breakpoint at this decision"), "debug.breakpoint", "F9", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Breakpoints"), "debug.breakpoints", "<Control>F9", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Bookmark at this decision"), "debug.bookmark", "<Control>b", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Note at this decision"), "debug.note", "<Control>m", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Bookmarks and notes"), "debug.bookmarks", "<Control><Shift>b", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Find decisions"), "debug.find", "<Control>f", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Next match"), "debug.find-next", "<Control>g", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Previous match"), "debug.find-previous", "<Control><Shift>g", NULL, TRUE },
  { BS_KEYS_MARKS, N_ ("Undo"), "debug.undo", "<Control>z", NULL, FALSE },
  { BS_KEYS_MARKS, N_ ("Redo"), "debug.redo", "<Control><Shift>z", NULL, FALSE },

  { BS_KEYS_VIEWS, N_ ("Debug page"), "page.debug", "<Control>1", NULL, TRUE },
  { BS_KEYS_VIEWS, N_ ("Memory page"), "page.memory", "<Control>2", NULL, TRUE },
  { BS_KEYS_VIEWS, N_ ("Profile page"), "page.profile", "<Control>3", NULL, TRUE },
  { BS_KEYS_VIEWS, N_ ("Compare page"), "page.compare", "<Control>4", NULL, TRUE },
  { BS_KEYS_VIEWS, N_ ("Train page"), "page.train", "<Control>5", NULL, TRUE },
  { BS_KEYS_VIEWS, N_ ("Report"), "page.report", "<Control><Shift>e", NULL, TRUE },
  { BS_KEYS_VIEWS, N_ ("Zoom in"), "view.zoom-in", "plus <Control>plus",
    "KP_Add equal <Control>KP_Add <Control>equal", FALSE },
  { BS_KEYS_VIEWS, N_ ("Zoom out"), "view.zoom-out", "minus <Control>minus",
    "KP_Subtract <Control>KP_Subtract", FALSE },
  { BS_KEYS_VIEWS, N_ ("Follow the forming batch"), "view.zoom-fit", "0 <Control>0",
    "KP_0 <Control>KP_0", FALSE },
  { BS_KEYS_VIEWS, N_ ("Move the picture"), NULL, "Left...Down", NULL, FALSE },
  { BS_KEYS_VIEWS, N_ ("As a table"), "view.table", "<Control>t", NULL, TRUE },
  { BS_KEYS_VIEWS, N_ ("Copy the picture"), "view.copy-picture", "<Control><Shift>c", NULL, FALSE },
  { BS_KEYS_VIEWS, N_ ("Save the picture"), "view.save-picture", "<Control>s", NULL, FALSE },

  { BS_KEYS_PICTURES, N_ ("In the graph: select, unfold"), NULL, "Return", NULL, FALSE },
  { BS_KEYS_PICTURES, N_ ("In the graph: fold, deselect"), NULL, "Escape", NULL, FALSE },
  { BS_KEYS_PICTURES, N_ ("In the graph: menu"), NULL, "Menu <Shift>F10", NULL, FALSE },
  { BS_KEYS_PICTURES, N_ ("In the policy: next state that way"), NULL, "Left...Down", NULL, FALSE },
  { BS_KEYS_PICTURES, N_ ("In the policy: next or last visit"), NULL, "Return <Shift>Return", NULL,
    FALSE },
  { BS_KEYS_PICTURES, N_ ("In the policy: move the state"), NULL, "<Control><Shift>Left...Down",
    NULL, FALSE },
  { BS_KEYS_PICTURES, N_ ("In the policy: let the state go"), NULL, "Delete", NULL, FALSE },

  { BS_KEYS_MEMORY, N_ ("Cell or outer graph"), "memory.outer", "<Control>e", NULL, TRUE },
  { BS_KEYS_MEMORY, N_ ("Next inner batch"), "memory.next-batch", "<Alt>Right", NULL, TRUE },
  { BS_KEYS_MEMORY, N_ ("Previous inner batch"), "memory.previous-batch", "<Alt>Left", NULL, TRUE },
  { BS_KEYS_MEMORY, N_ ("Play the reductions"), "memory.play", "<Control>p", NULL, TRUE },
  { BS_KEYS_MEMORY, N_ ("Next reduction"), "memory.step", "<Alt>Down", NULL, FALSE },
  { BS_KEYS_MEMORY, N_ ("Previous reduction"), "memory.back", "<Alt>Up", NULL, FALSE },
  { BS_KEYS_MEMORY, N_ ("Before the first reduction"), "memory.first", "<Alt>Home", NULL, TRUE },
  { BS_KEYS_MEMORY, N_ ("All reductions"), "memory.last", "<Alt>End", NULL, TRUE },

  { BS_KEYS_PROFILE, N_ ("Find events"), "profile.find", "<Control><Shift>f", NULL, TRUE },
  { BS_KEYS_PROFILE, N_ ("Timeline: zoom"), NULL, "w s", NULL, FALSE },
  { BS_KEYS_PROFILE, N_ ("Timeline: move"), NULL, "a d", NULL, FALSE },
  { BS_KEYS_PROFILE, N_ ("Timeline: to what is selected"), NULL, "f", NULL, FALSE },
  { BS_KEYS_PROFILE, N_ ("Timeline: rows"), NULL, "Up Down", NULL, FALSE },
  { BS_KEYS_PROFILE, N_ ("Timeline: events of the row"), NULL, "<Control>Left...Right", NULL,
    FALSE },
  { BS_KEYS_PROFILE, N_ ("Timeline: select times"), NULL, "<Shift>Left...Right", NULL, FALSE },
  { BS_KEYS_PROFILE, N_ ("Timeline: to the decision"), NULL, "Return", NULL, FALSE },
  { BS_KEYS_PROFILE, N_ ("Timeline: pin the row"), NULL, "p", NULL, FALSE },

  { BS_KEYS_CONSOLE, N_ ("SQL console"), "profile.console", "<Control><Shift>q", NULL, TRUE },
  { BS_KEYS_CONSOLE, N_ ("Run the query"), NULL, "<Control>Return", NULL, FALSE },
  { BS_KEYS_CONSOLE, N_ ("Stop the query"), NULL, "Escape", NULL, FALSE },
  { BS_KEYS_CONSOLE, N_ ("Earlier queries"), NULL, "<Alt>Up <Alt>Down", NULL, FALSE },
  { BS_KEYS_CONSOLE, N_ ("Complete the word"), NULL, "<Control>space", NULL, FALSE },

  { BS_KEYS_COMPARE, N_ ("Next divergence"), "compare.next-divergence", "F7", NULL, TRUE },
  { BS_KEYS_COMPARE, N_ ("Previous divergence"), "compare.previous-divergence", "<Shift>F7", NULL,
    TRUE },
  { BS_KEYS_COMPARE, N_ ("Swap baseline and other run"), "compare.swap", "<Control><Shift>x", NULL,
    TRUE },
  { BS_KEYS_COMPARE, N_ ("On the strips: next decision"), NULL, "Left Right", NULL, FALSE },
  { BS_KEYS_COMPARE, N_ ("On the strips: ten on"), NULL, "Page_Up Page_Down", NULL, FALSE },
  { BS_KEYS_COMPARE, N_ ("On the strips: the other run"), NULL, "Up Down", NULL, FALSE },
  { BS_KEYS_TRAIN, N_ ("Train"), "train.start", "<Control>Return", "<Control>KP_Enter", FALSE },
  { BS_KEYS_TRAIN, N_ ("Pause, or go on"), "train.pause", "<Control><Shift>p", NULL, TRUE },
  { BS_KEYS_TRAIN, N_ ("In the curve: next episode"), NULL, "Left Right", NULL, FALSE },
  { BS_KEYS_TRAIN, N_ ("In the curve: fifty on"), NULL, "Page_Up Page_Down", NULL, FALSE },

  { BS_KEYS_LEARN, N_ ("Lessons"), "win.learn", "<Control>6", NULL, TRUE },
  { BS_KEYS_LEARN, N_ ("Next step"), "learn.next", "<Control>Right", NULL, FALSE },
  { BS_KEYS_LEARN, N_ ("Previous step"), "learn.back", "<Control>Left", NULL, FALSE },
  { BS_KEYS_LEARN, N_ ("Presenter mode"), "learn.present", "<Control><Shift>l", NULL, TRUE },

  { BS_KEYS_TABS, N_ ("Start page"), "win.new-tab", "<Control><Shift>t", NULL, TRUE },
  { BS_KEYS_TABS, N_ ("Next tab"), NULL, "<Control>Tab <Control>Page_Down", NULL, FALSE },
  { BS_KEYS_TABS, N_ ("Previous tab"), NULL, "<Control><Shift>Tab <Control>Page_Up", NULL, FALSE },
  { BS_KEYS_TABS, N_ ("Tab by its number"), NULL, "<Alt>1...9", NULL, FALSE },
  { BS_KEYS_TABS, N_ ("Close the tab"), "win.close-tab", "<Control>w", NULL, TRUE },

  { BS_KEYS_PROGRAM, N_ ("Open a trace"), "win.open", "<Control>o", NULL, TRUE },
  { BS_KEYS_PROGRAM, N_ ("Record a run"), "win.record", "<Control>r", NULL, TRUE },
  { BS_KEYS_PROGRAM, N_ ("New window"), "app.new-window", "<Control>n", NULL, TRUE },
  { BS_KEYS_PROGRAM, N_ ("Fullscreen"), "win.fullscreen", "F11", NULL, TRUE },
  { BS_KEYS_PROGRAM, N_ ("Menu"), NULL, "F10", NULL, FALSE },
  { BS_KEYS_PROGRAM, N_ ("Preferences"), "app.preferences", "<Control>comma", NULL, TRUE },
  { BS_KEYS_PROGRAM, N_ ("Help"), "win.help", "F1", NULL, TRUE },
  { BS_KEYS_PROGRAM, N_ ("Keyboard shortcuts"), "win.show-help-overlay", "<Control>question", NULL,
    TRUE },
  { BS_KEYS_PROGRAM, N_ ("Quit"), "app.quit", "<Control>q", NULL, TRUE },
};

const BsKey *
bs_keys_get (guint *n_keys)
{
  *n_keys = G_N_ELEMENTS (keys);

  return keys;
}

const char *
bs_keys_get_group_title (BsKeyGroup group)
{
  return group_titles[group];
}

/* All accelerators of @key: what is listed and what does the same. */
static char **
split_accels (const BsKey *key)
{
  g_autofree char *all = key->also != NULL ? g_strjoin (" ", key->accels, key->also, NULL)
                                           : g_strdup (key->accels);

  return g_strsplit (all, " ", -1);
}

static gboolean
is_of_page (const BsKey *key)
{
  return !g_str_has_prefix (key->action, "win.") && !g_str_has_prefix (key->action, "app.");
}

void
bs_keys_install (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto (GStrv) accels = split_accels (&keys[i]);
      g_autofree char *name = NULL;

      if (!keys[i].first || keys[i].action == NULL)
        continue;

      name = is_of_page (&keys[i]) ? g_strconcat ("win.on-page::", keys[i].action, NULL)
                                   : g_strdup (keys[i].action);
      gtk_application_set_accels_for_action (application, name, (const char *const *) accels);
    }
}

void
bs_keys_attach (GtkWidget *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_auto (GStrv) accels = split_accels (&keys[i]);

      for (guint k = 0; accels[k] != NULL && !keys[i].first && keys[i].action != NULL; k++)
        {
          GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (accels[k]),
                                                    gtk_named_action_new ("win.on-page"));

          gtk_shortcut_set_arguments (shortcut, g_variant_new_string (keys[i].action));
          gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
        }
    }
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_BUBBLE);
  gtk_widget_add_controller (window, controller);
}

GtkWidget *
bs_keys_make_window (void)
{
  GString *ui = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'>"
                              "<property name='modal'>1</property><child>"
                              "<object class='GtkShortcutsSection'>"
                              "<property name='section-name'>keys</property>"
                              "<property name='max-height'>12</property>");
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWidget *window;

  /* Sections take groups from a builder only. */
  for (guint g = 0; g < BS_N_KEY_GROUPS; g++)
    {
      g_autofree char *head = g_markup_printf_escaped ("<child><object class='GtkShortcutsGroup'>"
                                                       "<property name='title'>%s</property>",
                                                       _ (group_titles[g]));

      g_string_append (ui, head);
      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        {
          g_autofree char *row = NULL;

          if (keys[i].group != g)
            continue;

          row = g_markup_printf_escaped ("<child><object class='GtkShortcutsShortcut'>"
                                         "<property name='title'>%s</property>"
                                         "<property name='accelerator'>%s</property>"
                                         "</object></child>",
                                         _ (keys[i].title), keys[i].accels);
          g_string_append (ui, row);
        }
      g_string_append (ui, "</object></child>");
    }
  g_string_append (ui, "</object></child></object></interface>");

  builder = gtk_builder_new_from_string (ui->str, (gssize) ui->len);
  g_string_free (ui, TRUE);
  window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  return g_object_ref (window);
}
