/* SPDX-License-Identifier: Apache-2.0 */
/* What the compiler made of the kernels that ship: machine code for every architecture, PTX for those to come, and
 * by the assembler's own report nothing spilled.
 *   test-gpu-image REPORT FATBIN ARCHITECTURE... */
#include "config.h"

#include <string.h>

#include "tests/gpu-double/fatbin.h"

/* With more, blocks of 256 threads keep less than half of the warps of a multiprocessor busy. */
#define MOST_REGISTERS 64

static struct
{
  char *report, *image;
  gsize image_length;
  char **architectures;
} given;

/* The names of all kernels of the PTX that ships. */
static GPtrArray *
list_kernels (void)
{
  g_autofree char *ptx = fatbin_find_ptx (given.image, given.image_length);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_assert_nonnull (ptx);
  for (const char *at = ptx; (at = strstr (at, ".entry ")) != NULL;)
    {
      at += strlen (".entry ");
      g_ptr_array_add (names, g_strndup (at, strcspn (at, "( \n")));
    }
  g_assert_cmpuint (names->len, >=, 10);

  return names;
}

static guint64
read_number (const char *line, const char *before, const char *behind)
{
  const char *at = before != NULL ? strstr (line, before) : line;
  char *end;
  guint64 n;

  g_assert_nonnull (at);
  at += before != NULL ? strlen (before) : strspn (line, " ");
  n = g_ascii_strtoull (at, &end, 10);
  if (end == at || !g_str_has_prefix (end, behind))
    g_error ("The report is not as it was: %s", line);

  return n;
}

/* The part of the report about a kernel of an architecture. */
static void
check_kernel (const char *name, const char *architecture)
{
  g_autofree char *head = g_strdup_printf ("Compiling entry function '%s' for 'sm_%s'\n", name,
                                           architecture);
  const char *at = strstr (given.report, head);
  g_auto (GStrv) lines = NULL;
  guint64 registers;

  if (at == NULL)
    g_error ("Nothing was said of %s for sm_%s", name, architecture);
  lines = g_strsplit (at, "\n", 5);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_nonnull (strstr (lines[1], name));
  g_assert_cmpuint (read_number (lines[2], NULL, " bytes stack frame"), ==, 0);
  g_assert_cmpuint (read_number (lines[2], "frame, ", " bytes spill stores"), ==, 0);
  g_assert_cmpuint (read_number (lines[2], "stores, ", " bytes spill loads"), ==, 0);
  registers = read_number (lines[3], "Used ", " registers");
  g_assert_cmpuint (registers, >, 0);
  if (registers > MOST_REGISTERS)
    g_error ("%s has %" G_GUINT64_FORMAT " registers on sm_%s", name, registers, architecture);
}

static void
test_spills (void)
{
  g_autoptr (GPtrArray) names = list_kernels ();
  guint n = 0;

  for (guint i = 0; i < names->len; i++)
    for (guint k = 0; given.architectures[k] != NULL; k++)
      check_kernel (names->pdata[i], given.architectures[k]);
  /* and nothing else was compiled */
  for (const char *at = given.report; (at = strstr (at, "Compiling entry function")) != NULL; at++)
    n++;
  g_assert_cmpuint (n, ==, names->len * g_strv_length (given.architectures));
  g_test_message ("%u kernels, %u architectures", names->len, g_strv_length (given.architectures));
}

static void
test_architectures (void)
{
  g_autoptr (GArray) entries = fatbin_read (given.image, given.image_length);
  guint n_ptx = 0;

  g_assert_nonnull (entries);
  for (guint k = 0; given.architectures[k] != NULL; k++)
    {
      guint architecture = (guint) g_ascii_strtoull (given.architectures[k], NULL, 10), n = 0;

      for (guint i = 0; i < entries->len; i++)
        {
          const FatbinEntry *entry = &g_array_index (entries, FatbinEntry, i);

          n += entry->kind == FATBIN_ELF && entry->architecture == architecture
               && entry->length > 1000;
        }
      g_assert_cmpuint (n, ==, 1);
    }
  for (guint i = 0; i < entries->len; i++)
    n_ptx += g_array_index (entries, FatbinEntry, i).kind == FATBIN_PTX;
  g_assert_cmpuint (n_ptx, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (argc < 4 || !g_file_get_contents (argv[1], &given.report, NULL, NULL)
      || !g_file_get_contents (argv[2], &given.image, &given.image_length, NULL))
    g_error ("test-gpu-image REPORT FATBIN ARCHITECTURE...");
  given.architectures = argv + 3;
  g_test_add_func ("/gpu/image/spills", test_spills);
  g_test_add_func ("/gpu/image/architectures", test_architectures);

  return g_test_run ();
}
