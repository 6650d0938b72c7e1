/* SPDX-License-Identifier: Apache-2.0 */
/* The help's page of keys, from the one table of keys: help-keys FILE writes it, help-keys --check FILE fails
 * where it is another one. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/window/shell/keys.h"

static const struct
{
  const char *name, *shown;
} names[] = {
  { "Left...Down", "← ↑ → ↓" },
  { "Left...Right", "← →" },
  { "1...9", "1 to 9" },
  { "Left", "←" },
  { "Right", "→" },
  { "Up", "↑" },
  { "Down", "↓" },
  { "Page_Up", "Page up" },
  { "Page_Down", "Page down" },
  { "Return", "Enter" },
  { "Escape", "Esc" },
  { "space", "Space" },
  { "bracketleft", "[" },
  { "bracketright", "]" },
  { "comma", "," },
  { "question", "?" },
  { "plus", "+" },
  { "minus", "−" },
  { "Control", "Ctrl" },
};

static void
append_key (GString *page, const char *name, gsize length)
{
  g_autofree char *own = g_strndup (name, length);
  const char *shown = own;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].name, own))
      shown = names[i].shown;
  if (strlen (own) == 1)
    own[0] = g_ascii_toupper (own[0]);
  g_string_append_printf (page, "<key>%s</key>", shown);
}

/* <Control><Shift>b */
static void
append_accel (GString *page, const char *accel)
{
  g_string_append (page, "<keyseq>");
  while (*accel == '<')
    {
      const char *end = strchr (accel, '>');

      append_key (page, accel + 1, (gsize) (end - accel - 1));
      accel = end + 1;
    }
  append_key (page, accel, strlen (accel));
  g_string_append (page, "</keyseq>");
}

static char *
make_page (void)
{
  GString *page = g_string_new (
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
      "<!-- Written by “make help-keys” from the table of keys. -->\n"
      "<page xmlns=\"http://projectmallard.org/1.0/\" type=\"topic\" id=\"keyboard\">\n"
      "  <info>\n"
      "    <link type=\"guide\" xref=\"index#reference\"/>\n"
      "    <desc>Every key of the window.</desc>\n"
      "  </info>\n"
      "  <title>Keyboard</title>\n"
      "  <p>Everything can be done without a pointer: <key>Tab</key> and "
      "<keyseq><key>Shift</key><key>Tab</key>"
      "</keyseq> go from one control to the next, and keys that belong to one picture work while "
      "it has the "
      "focus. In the window, <keyseq><key>Ctrl</key><key>?</key></keyseq> lists the same.</p>\n");
  guint n_keys;
  const BsKey *keys = bs_keys_get (&n_keys);

  for (guint g = 0; g < BS_N_KEY_GROUPS; g++)
    {
      g_string_append_printf (
          page, "  <table rules=\"rows\" frame=\"top bottom\">\n    <title>%s</title>\n",
          bs_keys_get_group_title (g));
      for (guint i = 0; i < n_keys; i++)
        {
          g_auto (GStrv) accels = NULL;
          g_autofree char *title = g_markup_escape_text (keys[i].title, -1);

          if (keys[i].group != g)
            continue;
          g_string_append_printf (page, "    <tr><td><p>%s</p></td><td><p>", title);
          accels = g_strsplit (keys[i].accels, " ", -1);
          for (guint k = 0; accels[k] != NULL; k++)
            {
              g_string_append (page, k > 0 ? ", " : "");
              append_accel (page, accels[k]);
            }
          g_string_append (page, "</p></td></tr>\n");
        }
      g_string_append (page, "  </table>\n");
    }
  g_string_append (page, "</page>\n");

  return g_string_free (page, FALSE);
}

int
main (int argc, char *argv[])
{
  gboolean check = argc == 3 && g_str_equal (argv[1], "--check");
  g_autofree char *page = make_page ();
  g_autofree char *there = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 2 && !check)
    {
      g_printerr ("Usage: help-keys [--check] FILE\n");
      return 2;
    }
  if (check ? g_file_get_contents (argv[2], &there, NULL, &error) && g_str_equal (there, page)
            : g_file_set_contents (argv[1], page, -1, &error))
    return EXIT_SUCCESS;

  g_printerr ("%s: %s\n", argv[argc - 1],
              error != NULL ? error->message
                            : "is not of these keys; “make help-keys” writes it anew");
  return EXIT_FAILURE;
}
