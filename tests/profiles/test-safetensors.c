/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters as safetensors files: what is written reads back bit for bit, other types of numbers
 * are converted, and every kind of damage has its message. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "engine/error.h"
#include "engine/model-builder.h"
#include "profiles/files/safetensors.h"

static BsModel *
make_model (void)
{
  static const guint32 table[] = { 5, 2, 3 }, weights[] = { 2, 3 }, bias[] = { 2 };
  BsModelBuilder *builder = bs_model_builder_new ("test", 4);

  bs_model_builder_parameter (builder, "E", table, 3);
  bs_model_builder_parameter (builder, "cell.W", weights, 2);
  bs_model_builder_parameter (builder, "cell.b", bias, 1);

  return bs_model_builder_finish (builder);
}

/* A file of a header, whose quotes are written as ', and @n bytes of data. */
static GByteArray *
make_file (const char *header, const void *data, gsize n)
{
  GByteArray *file = g_byte_array_new ();
  g_autofree char *text = g_strdelimit (g_strdup (header), "'", '"');
  guint64 length = GUINT64_TO_LE (strlen (text));

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) text, strlen (text));
  if (n > 0)
    g_byte_array_append (file, data, n);

  return file;
}

static void
assert_refused (const GByteArray *file, BsModel *model, BsError code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  /* An exact copy, so that a sanitizer sees a read past the end. */
  g_autofree guint8 *copy = g_memdup2 (file->data, file->len);

  g_assert_false (bs_safetensors_load_bytes ("x", copy, file->len, model, &sha256, &error));
  g_assert_null (sha256);
  g_assert_error (error, BS_ERROR, (int) code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "p.safetensors", NULL);
  g_autoptr (BsModel) written = make_model (), read = make_model ();
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL, *expected = NULL, *bytes = NULL;
  gsize length;
  guint64 header;

  bs_model_initialize (written, 3);
  /* Bit patterns that a careless conversion would lose. */
  written->values[0] = -0.0f;
  written->values[1] = NAN;
  written->values[2] = 1e-42f;
  g_assert_true (bs_safetensors_save (written, path, &error));
  g_assert_no_error (error);
  g_assert_true (bs_safetensors_load (path, read, &sha256, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (written->values, written->n_values * sizeof (float), read->values,
                   read->n_values * sizeof (float));

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
  g_assert_cmpstr (sha256, ==, expected);
  /* Numbers begin where any type of number may. */
  memcpy (&header, bytes, sizeof header);
  header = GUINT64_FROM_LE (header);
  g_assert_cmpuint (header % 8, ==, 0);
  g_assert_cmpuint (length, ==, 8 + header + written->n_values * sizeof (float));
  g_assert_cmpmem (bytes + 8 + header, written->n_values * sizeof (float), written->values,
                   written->n_values * sizeof (float));

  /* Saved over the old one. */
  bs_model_initialize (written, 4);
  g_assert_true (bs_safetensors_save (written, path, &error));
  g_assert_true (bs_safetensors_load (path, read, NULL, &error));
  g_assert_cmpmem (written->values, written->n_values * sizeof (float), read->values,
                   read->n_values * sizeof (float));

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Larger than what is converted at a time, and in another order than that of the model. */
static void
test_large (void)
{
  static const guint32 first[] = { 300, 301 }, second[] = { 7 };
  BsModelBuilder *builder = bs_model_builder_new ("large", 4);
  g_autoptr (BsModel) model = NULL;
  g_autofree float *data = g_new (float, 300 * 301 + 7);
  g_autoptr (GByteArray) file = NULL;
  g_autoptr (GError) error = NULL;

  bs_model_builder_parameter (builder, "a", first, 2);
  bs_model_builder_parameter (builder, "b", second, 1);
  model = bs_model_builder_finish (builder);
  for (guint i = 0; i < 300 * 301 + 7; i++)
    data[i] = (float) i;
  file = make_file ("{'a':{'dtype':'F32','shape':[300,301],'data_offsets':[28,361228]},"
                    "'b':{'data_offsets':[0,28],'dtype':'F32','shape':[7]}}",
                    data, (300 * 301 + 7) * sizeof *data);
  g_assert_true (bs_safetensors_load_bytes ("x", file->data, file->len, model, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 300 * 301; i++)
    g_assert_true (model->values[model->parameters[0].offset + i] == (float) (i + 7));
  for (guint i = 0; i < 7; i++)
    g_assert_true (model->values[model->parameters[1].offset + i] == (float) i);
}

static void
test_conversion (void)
{
  static const guint32 dims[] = { 6 };
  static const guint16 half[] = { 0x3c00, 0x7bff, 0x0001, 0xc000, 0x7c00, 0x8000 };
  static const guint16 brain[] = { 0x3f80, 0x4049, 0x0001, 0xc000, 0x7f80, 0x8000 };
  static const double wide[] = { 1.0, 0.1, 1e-42, -2.0, INFINITY, -0.0 };
  static const float from_half[] = { 1.0f, 65504.0f, 0x1p-24f, -2.0f, INFINITY, -0.0f };
  static const float from_brain[] = { 1.0f, 3.140625f, 0x1p-133f, -2.0f, INFINITY, -0.0f };
  static const float from_wide[] = { 1.0f, 0.1f, 1e-42f, -2.0f, INFINITY, -0.0f };
  static const struct
  {
    const char *header;
    gconstpointer data;
    gsize length;
    const float *expected;
  } cases[] = {
    { "{'a':{'dtype':'F16','shape':[6],'data_offsets':[0,12]}}", half, sizeof half, from_half },
    { "{'a':{'dtype':'BF16','shape':[6],'data_offsets':[0,12]}}", brain, sizeof brain, from_brain },
    { "{'a':{'dtype':'F64','shape':[6],'data_offsets':[0,48]}}", wide, sizeof wide, from_wide },
    /* As long as this, numbers are not aligned in the file. */
    { "{'a':{'dtype':'F64','shape':[6],'data_offsets':[0,48]} }", wide, sizeof wide, from_wide },
    { "{'__metadata__':{'format':'pt'},'a':{'dtype':'F64','shape':[6],'data_offsets':[0,48]}}   ",
      wide, sizeof wide, from_wide },
  };
  BsModelBuilder *builder = bs_model_builder_new ("test", 4);
  g_autoptr (BsModel) model = NULL;

  bs_model_builder_parameter (builder, "a", dims, 1);
  model = bs_model_builder_finish (builder);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = make_file (cases[i].header, cases[i].data, cases[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_true (bs_safetensors_load_bytes ("x", file->data, file->len, model, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (model->values, 6 * sizeof (float), cases[i].expected, 6 * sizeof (float));
    }
}

/* Parts of headers: the tensors E (120 bytes), cell.W (24), cell.b (8). */
#define E "'E':{'dtype':'F32','shape':[5,2,3],'data_offsets':[0,120]}"
#define W "'cell.W':{'dtype':'F32','shape':[2,3],'data_offsets':[120,144]}"
#define B "'cell.b':{'dtype':'F32','shape':[2],'data_offsets':[144,152]}"

static void
test_damage (void)
{
  static const struct
  {
    const char *header;
    gsize length;
    BsError code;
    const char *part;
  } cases[] = {
    { "{" E "," W "," B "}", 151, BS_ERROR_CORRUPT, "has only 151 bytes" },
    { "{" E "," W "," B "}", 153, BS_ERROR_CORRUPT, "1 bytes at the end belong to no tensor" },
    { "{" E "," W "," B "", 152, BS_ERROR_SYNTAX, "a comma or } is expected" },
    { "{" E "," W "," B "}x", 152, BS_ERROR_SYNTAX, "nothing may follow" },
    { " {" E "," W "," B "}", 152, BS_ERROR_SYNTAX, "must begin with {" },
    { "[1]", 0, BS_ERROR_SYNTAX, "must begin with {" },
    { "{'a':[[[[[1]]]]]}", 0, BS_ERROR_SYNTAX, "nested too deep" },
    { "{" E "," W "," B "," E "}", 152, BS_ERROR_CORRUPT, "two members \"E\"" },
    { "{" W "," B ",'E':{'dtype':'F32','shape':[5,2,3],'data_offsets':[0,120],"
      "'shape':[5,2,3]}}",
      152, BS_ERROR_CORRUPT, "two members \"shape\"" },
    { "{" E "," W ",'cell.b':{'dtype':'F32','shape':[2],'data_offsets':[140,148]}}", 148,
      BS_ERROR_CORRUPT, "\"cell.b\": its data overlaps" },
    { "{" E "," W ",'cell.b':{'dtype':'F32','shape':[2],'data_offsets':[148,156]}}", 156,
      BS_ERROR_CORRUPT, "\"cell.b\": there is a hole of 4 bytes" },
    { "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}", 8, BS_ERROR_CORRUPT,
      "is not of the size" },
    { "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}", 8, BS_ERROR_CORRUPT,
      "is not of the size" },
    { "{'a':{'dtype':'F32','shape':[4294967296,4294967296,4],'data_offsets':[0,8]}}", 8,
      BS_ERROR_CORRUPT, "is not of the size" },
    { "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}", 8, BS_ERROR_SYNTAX,
      "data_offsets must be" },
    { "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}", 8, BS_ERROR_SYNTAX,
      "data_offsets must be" },
    { "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8.0]}}", 8, BS_ERROR_SYNTAX,
      "data_offsets must be" },
    { "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}}", 8,
      BS_ERROR_SYNTAX, "too large" },
    { "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}}", 8, BS_ERROR_SYNTAX,
      "at most 8 numbers" },
    { "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}", 8, BS_ERROR_SYNTAX, "shape must be" },
    { "{'a':{'dtype':4,'shape':[2],'data_offsets':[0,8]}}", 8, BS_ERROR_SYNTAX, "dtype must be" },
    { "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}}", 8, BS_ERROR_UNSUPPORTED,
      "\"F31\" is not known" },
    { "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}", 8, BS_ERROR_SYNTAX,
      "nothing but dtype" },
    { "{'a':{'dtype':'F32','data_offsets':[0,8]}}", 8, BS_ERROR_SYNTAX, "shape must be" },
    { "{'a':7}", 0, BS_ERROR_SYNTAX, "an object is expected" },
    { "{'__metadata__':{'a':7}," E "," W "," B "}", 152, BS_ERROR_SYNTAX, "object of strings" },
    { "{'__metadata__':'a'," E "," W "," B "}", 152, BS_ERROR_SYNTAX, "object of strings" },
    { "{'\\u0000':{}}", 0, BS_ERROR_SYNTAX, "zero character" },
  };
  static const guint8 zeros[200];
  static const guint8 absurd[16] = { 255, 255, 255, 255, 255, 255, 255, 255, '{', '}' };
  g_autoptr (BsModel) model = make_model ();
  g_autoptr (GByteArray) large = g_byte_array_new ();
  g_autoptr (GByteArray) whole = make_file ("{" E "," W "," B "}", zeros, 152);
  g_autoptr (GByteArray) bad_text = make_file ("{'\xff':1}", NULL, 0);
  guint64 length = GUINT64_TO_LE (5u << 20);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = make_file (cases[i].header, zeros, cases[i].length);

      g_test_message ("%s", cases[i].header);
      assert_refused (file, model, cases[i].code, cases[i].part);
    }
  assert_refused (bad_text, model, BS_ERROR_SYNTAX, "UTF-8");

  /* Cut off anywhere. */
  g_assert_true (bs_safetensors_load_bytes ("x", whole->data, whole->len, model, NULL, NULL));
  for (gsize n = 0; n < whole->len; n++)
    {
      g_autoptr (GByteArray) part = g_byte_array_new ();

      g_byte_array_append (part, whole->data, n);
      assert_refused (part, model, BS_ERROR_CORRUPT,
                      n < 8 ? "too short" : (n < whole->len - 152 ? "a part of one" : "only"));
    }

  g_byte_array_append (large, absurd, sizeof absurd);
  assert_refused (large, model, BS_ERROR_CORRUPT, "18446744073709551615 bytes, but only 8");
  g_byte_array_set_size (large, 6u << 20);
  memcpy (large->data, &length, sizeof length);
  assert_refused (large, model, BS_ERROR_RANGE, "are refused");
}

static void
test_mismatch (void)
{
  static const guint8 zeros[200];
  g_autoptr (BsModel) model = make_model ();
  g_autoptr (GByteArray)
      file = make_file ("{" E ",'cell.W':{'dtype':'F32','shape':[3,2],'data_offsets':[120,144]},"
                        "'other':{'dtype':'I8','shape':[],'data_offsets':[144,145]}}",
                        zeros, 145);
  g_autoptr (GByteArray) integers = make_file (
      "{" E "," W ",'cell.b':{'dtype':'I64','shape':[2],'data_offsets':[144,160]}}", zeros, 160);
  g_autoptr (GByteArray) empty = make_file ("{}", NULL, 0);
  g_autoptr (GString) many = g_string_new ("{");
  g_autofree char *long_name = g_strnfill (500, 'y');
  g_autoptr (GByteArray) crowd = NULL;
  g_autoptr (GError) error = NULL;

  assert_refused (file, model, BS_ERROR_UNSUPPORTED,
                  "of the model test at size 4: missing: cell.b; extra: \"other\"; "
                  "misshapen: cell.W is [3, 2], not [2, 3]");
  assert_refused (integers, model, BS_ERROR_UNSUPPORTED,
                  "neither F32, F64, F16 nor BF16: cell.b (I64)");
  assert_refused (empty, model, BS_ERROR_UNSUPPORTED, "missing: E, cell.W, cell.b");

  /* A list that goes on is cut, and so are names. */
  for (guint i = 0; i < 50; i++)
    g_string_append_printf (many, "'%s%u':{'dtype':'I8','shape':[0],'data_offsets':[152,152]},",
                            long_name, i);
  g_string_append (many, E "," W "," B "}");
  crowd = make_file (many->str, zeros, 152);
  assert_refused (crowd, model, BS_ERROR_UNSUPPORTED, "yyy\"…, and 40 more");
  g_assert_false (bs_safetensors_load_bytes ("x", crowd->data, crowd->len, model, NULL, &error));
  g_assert_cmpuint (strlen (error->message), <, 1200);
}

static void
test_no_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *absent = g_build_filename (folder, "absent", NULL);
  g_autofree char *below = g_build_filename (folder, "absent", "p.safetensors", NULL);
  g_autoptr (BsModel) model = make_model ();
  g_autoptr (GError) error = NULL;

  g_assert_false (bs_safetensors_load (absent, model, NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (bs_safetensors_load (folder, model, NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (bs_safetensors_save (model, folder, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (bs_safetensors_save (model, below, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/safetensors/large", test_large);
  g_test_add_func ("/safetensors/conversion", test_conversion);
  g_test_add_func ("/safetensors/damage", test_damage);
  g_test_add_func ("/safetensors/mismatch", test_mismatch);
  g_test_add_func ("/safetensors/no-file", test_no_file);

  return g_test_run ();
}
