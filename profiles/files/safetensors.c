/* SPDX-License-Identifier: Apache-2.0 */
/* Reads and writes parameters: eight bytes that tell the length of a header, the header, which is
 * a JSON object {name: {dtype, shape, data_offsets}}, and the numbers. All is little-endian. The
 * file is untrusted: its whole layout is checked before the first number is read. */
#include "config.h"

#include "profiles/files/safetensors.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/files/json-check.h"
#include "profiles/files/json-writer.h"

#define LENGTH_SIZE 8
/* Enough for ten thousand parameters; a larger header is a mistake, or an attack. */
#define MAX_HEADER (4u << 20)
#define MAX_DEPTH 4
#define MAX_DIMS 8
#define MAX_LISTED 10
#define MAX_SHOWN_NAME 80
#define CHUNK (1u << 16) /* bytes, a multiple of all sizes of numbers */
#define METADATA "__metadata__"

typedef enum
{
  TYPE_F32,
  TYPE_F64,
  TYPE_F16,
  TYPE_BF16,
  TYPE_OTHER /* from here on they are known by size only */
} NumberType;

static const struct
{
  const char *name;
  guint size;
} number_types[] = {
  { "F32", 4 }, { "F64", 8 },     { "F16", 2 },     { "BF16", 2 }, { "BOOL", 1 }, { "U8", 1 },
  { "I8", 1 },  { "F8_E5M2", 1 }, { "F8_E4M3", 1 }, { "I16", 2 },  { "U16", 2 },  { "I32", 4 },
  { "U32", 4 }, { "I64", 8 },     { "U64", 8 },     { "C64", 8 },
};

typedef struct
{
  const char *name; /* of the header */
  guint type;       /* index into number_types */
  guint n_dims;
  guint64 dims[MAX_DIMS];
  guint64 begin, end;
  int parameter; /* of the model, or -1 */
} Tensor;

typedef struct
{
  const char *name;
  GInputStream *stream;
  GChecksum *checksum; /* (nullable) */
  BsModel *model;
  GArray *tensors; /* Tensor, by place in the file once the layout is checked */
  GError **error;
} Reader;

static gboolean fail (Reader *self, BsError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (Reader *self, BsError code, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (self->error, BS_ERROR, code, "%s: %s", self->name, what);

  return FALSE;
}

/* A name from a file, in quotes and fit for a message. */
static char *
show_name (const char *name)
{
  GString *shown = g_string_new (NULL);
  gsize length = strlen (name);
  g_autofree char *start = NULL;

  if (length > MAX_SHOWN_NAME)
    {
      const char *end = g_utf8_find_prev_char (name, name + MAX_SHOWN_NAME);

      start = g_strndup (name, end - name);
    }
  bs_json_append_string (shown, start != NULL ? start : name);
  if (start != NULL)
    g_string_append (shown, "…");

  return g_string_free (shown, FALSE);
}

/* Exactly @n bytes. */
static gboolean
read_bytes (Reader *self, void *bytes, gsize n)
{
  g_autoptr (GError) error = NULL;
  gsize n_read;

  if (!g_input_stream_read_all (self->stream, bytes, n, &n_read, NULL, &error))
    return fail (self, BS_ERROR_IO, _ ("reading failed: %s"), error->message);
  if (n_read < n)
    return fail (self, BS_ERROR_CORRUPT, _ ("the file ends too early"));
  if (self->checksum != NULL)
    g_checksum_update (self->checksum, bytes, n);

  return TRUE;
}

static char *
read_header (Reader *self, guint64 size, guint64 *length)
{
  guint64 n;
  g_autofree char *text = NULL;

  if (size < LENGTH_SIZE)
    {
      fail (self, BS_ERROR_CORRUPT, _ ("this is no safetensors file: it is too short"));
      return NULL;
    }
  if (!read_bytes (self, &n, sizeof n))
    return NULL;
  n = GUINT64_FROM_LE (n);
  if (n > size - LENGTH_SIZE)
    {
      fail (self, BS_ERROR_CORRUPT,
            _ ("this is no safetensors file, or a part of one: its header would have %" PRIu64
               " bytes, but only %" PRIu64 " follow"),
            n, size - LENGTH_SIZE);
      return NULL;
    }
  if (n > MAX_HEADER)
    {
      fail (self, BS_ERROR_RANGE, _ ("the header has %" PRIu64 " bytes; more than %u are refused"),
            n, MAX_HEADER);
      return NULL;
    }

  text = g_malloc (n + 1);
  text[n] = '\0';
  if (!read_bytes (self, text, n) || !bs_json_check (self->name, text, n, MAX_DEPTH, self->error))
    return NULL;
  if (text[0] != '{')
    {
      fail (self, BS_ERROR_SYNTAX, _ ("the header must begin with {"));
      return NULL;
    }
  *length = n;

  return g_steal_pointer (&text);
}

/* The parser keeps the last of several members with one name; this sees all of them. */
typedef struct
{
  GHashTable *seen; /* (object, name) as text */
  char *twice;
} Members;

static void
see_member (JsonParser *parser, JsonObject *object, const char *name, gpointer user_data)
{
  Members *members = user_data;
  char *key = g_strdup_printf ("%p %s", (void *) object, name);

  if (!g_hash_table_add (members->seen, key) && members->twice == NULL)
    members->twice = g_strdup (name);
}

static JsonParser *
parse_header (Reader *self, const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *shown = NULL;
  g_autoptr (GError) error = NULL;
  Members members = { .seen = seen };

  g_signal_connect (parser, "object-member", G_CALLBACK (see_member), &members);
  if (!json_parser_load_from_data (parser, text, length, &error))
    {
      g_free (members.twice);
      fail (self, BS_ERROR_SYNTAX, "%s", error->message);
      return NULL;
    }
  g_signal_handlers_disconnect_by_data (parser, &members);
  if (members.twice == NULL)
    return g_steal_pointer (&parser);

  shown = show_name (members.twice);
  g_free (members.twice);
  fail (self, BS_ERROR_CORRUPT, _ ("the header has two members %s"), shown);

  return NULL;
}

/* An array of numbers from 0 as @numbers; -1 where it is none, or has more than @max. */
static int
read_numbers (JsonNode *node, guint64 *numbers, guint max)
{
  JsonArray *array;
  guint n;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return -1;
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  if (n > max)
    return -1;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_INT64
          || json_node_get_int (element) < 0)
        return -1;
      numbers[i] = json_node_get_int (element);
    }

  return n;
}

static const char *
get_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
check_metadata (Reader *self, JsonNode *node)
{
  JsonObjectIter iter;
  JsonNode *value;
  gboolean strings = JSON_NODE_HOLDS_OBJECT (node);

  if (strings)
    {
      json_object_iter_init (&iter, json_node_get_object (node));
      while (strings && json_object_iter_next (&iter, NULL, &value))
        strings = get_string (value) != NULL;
    }

  return strings || fail (self, BS_ERROR_SYNTAX, _ ("%s must be an object of strings"), METADATA);
}

/* How many bytes the shape of a tensor asks for. */
static gboolean
size_of (const Tensor *tensor, guint64 *size)
{
  *size = number_types[tensor->type].size;
  for (guint i = 0; i < tensor->n_dims; i++)
    if (!g_uint64_checked_mul (size, *size, tensor->dims[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_tensor (Reader *self, const char *name, JsonNode *node)
{
  g_autofree char *shown = show_name (name);
  Tensor tensor = { .name = name, .type = G_N_ELEMENTS (number_types), .parameter = -1 };
  JsonObject *object;
  const char *type;
  guint64 offsets[2], size;
  int n_dims;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (self, BS_ERROR_SYNTAX, _ ("%s: an object is expected"), shown);
  object = json_node_get_object (node);
  type = get_string (json_object_get_member (object, "dtype"));
  n_dims = read_numbers (json_object_get_member (object, "shape"), tensor.dims, MAX_DIMS);
  if (type == NULL)
    return fail (self, BS_ERROR_SYNTAX, _ ("%s: dtype must be a string"), shown);
  if (n_dims < 0)
    return fail (self, BS_ERROR_SYNTAX, _ ("%s: shape must be an array of at most %u numbers"),
                 shown, MAX_DIMS);
  if (read_numbers (json_object_get_member (object, "data_offsets"), offsets, 2) != 2)
    return fail (self, BS_ERROR_SYNTAX, _ ("%s: data_offsets must be an array of two numbers"),
                 shown);
  if (json_object_get_size (object) != 3)
    return fail (self, BS_ERROR_SYNTAX,
                 _ ("%s: there may be nothing but dtype, shape and data_offsets"), shown);

  for (guint i = 0; i < G_N_ELEMENTS (number_types); i++)
    if (g_str_equal (number_types[i].name, type))
      tensor.type = i;
  if (tensor.type == G_N_ELEMENTS (number_types))
    {
      g_autofree char *shown_type = show_name (type);

      return fail (self, BS_ERROR_UNSUPPORTED, _ ("%s: the type of numbers %s is not known"), shown,
                   shown_type);
    }
  tensor.n_dims = n_dims;
  tensor.begin = offsets[0];
  tensor.end = offsets[1];
  if (tensor.begin > tensor.end || !size_of (&tensor, &size) || size != tensor.end - tensor.begin)
    return fail (self, BS_ERROR_CORRUPT,
                 _ ("%s: its data, from %" PRIu64 " to %" PRIu64
                    ", is not of the size that its shape and type need"),
                 shown, tensor.begin, tensor.end);
  g_array_append_val (self->tensors, tensor);

  return TRUE;
}

static int
compare_places (const void *a, const void *b)
{
  const Tensor *x = a, *y = b;

  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;

  return (x->end > y->end) - (x->end < y->end);
}

/* Every byte behind the header belongs to one tensor. */
static gboolean
check_layout (Reader *self, guint64 size)
{
  guint64 at = 0;

  g_array_sort (self->tensors, compare_places);
  for (guint i = 0; i < self->tensors->len; i++)
    {
      const Tensor *tensor = &g_array_index (self->tensors, Tensor, i);
      g_autofree char *shown = show_name (tensor->name);

      if (tensor->begin < at)
        return fail (self, BS_ERROR_CORRUPT, _ ("%s: its data overlaps that of another tensor"),
                     shown);
      if (tensor->begin > at)
        return fail (self, BS_ERROR_CORRUPT,
                     _ ("%s: there is a hole of %" PRIu64 " bytes before its data"), shown,
                     tensor->begin - at);
      if (tensor->end > size)
        return fail (self, BS_ERROR_CORRUPT,
                     _ ("%s: its data ends at byte %" PRIu64 ", but the file has only %" PRIu64
                        " bytes of data"),
                     shown, tensor->end, size);
      at = tensor->end;
    }
  if (at < size)
    return fail (self, BS_ERROR_CORRUPT, _ ("%" PRIu64 " bytes at the end belong to no tensor"),
                 size - at);

  return TRUE;
}

/* Things that are wrong, of which the first are named. */
typedef struct
{
  GString *names;
  guint n;
} List;

static void list_add (List *list, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
list_add (List *list, const char *format, ...)
{
  va_list args;

  if (list->names == NULL)
    list->names = g_string_new (NULL);
  if (list->n++ >= MAX_LISTED)
    return;
  if (list->n > 1)
    g_string_append (list->names, ", ");
  va_start (args, format);
  g_string_append_vprintf (list->names, format, args);
  va_end (args);
}

/* Appends the list to @message, and frees it. */
static void
list_finish (List *list, GString *message, const char *what)
{
  if (list->names == NULL)
    return;

  g_string_append_printf (message, "%s %s: %s", message->len > 0 ? ";" : "", what,
                          list->names->str);
  if (list->n > MAX_LISTED)
    {
      guint n = list->n - MAX_LISTED;

      g_string_append_printf (message, ngettext (", and %u more", ", and %u more", n), n);
    }
  g_string_free (list->names, TRUE);
}

static char *
show_shape (const guint64 *dims, guint n_dims)
{
  GString *shown = g_string_new ("[");

  for (guint i = 0; i < n_dims; i++)
    g_string_append_printf (shown, i > 0 ? ", %" PRIu64 : "%" PRIu64, dims[i]);

  return g_string_free (g_string_append_c (shown, ']'), FALSE);
}

static void
compare_shape (const Tensor *tensor, const BsParameter *parameter, List *misshapen)
{
  g_autofree char *has = show_shape (tensor->dims, tensor->n_dims), *wants = NULL;
  guint64 dims[G_N_ELEMENTS (parameter->dims)];

  for (guint i = 0; i < parameter->n_dims; i++)
    dims[i] = parameter->dims[i];
  wants = show_shape (dims, parameter->n_dims);
  if (!g_str_equal (has, wants))
    list_add (misshapen, _ ("%s is %s, not %s"), parameter->name, has, wants);
}

/* Finds the parameter of every tensor. */
static gboolean
match_model (Reader *self)
{
  const BsModel *model = self->model;
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) message = g_string_new (NULL);
  List missing = { 0 }, extra = { 0 }, misshapen = { 0 }, wrong = { 0 };
  guint n_found = 0;

  for (guint i = 0; i < model->n_parameters; i++)
    g_hash_table_insert (by_name, (gpointer) model->parameters[i].name, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->tensors->len; i++)
    {
      Tensor *tensor = &g_array_index (self->tensors, Tensor, i);
      guint found = GPOINTER_TO_UINT (g_hash_table_lookup (by_name, tensor->name));

      if (found == 0)
        {
          g_autofree char *shown = show_name (tensor->name);

          list_add (&extra, "%s", shown);
          continue;
        }
      tensor->parameter = (int) found - 1;
      n_found++;
      g_hash_table_remove (by_name, tensor->name);
      compare_shape (tensor, &model->parameters[tensor->parameter], &misshapen);
      if (tensor->type >= TYPE_OTHER)
        list_add (&wrong, "%s (%s)", tensor->name, number_types[tensor->type].name);
    }
  /* In the order of the model, not of the table. */
  for (guint i = 0; i < model->n_parameters && n_found < model->n_parameters; i++)
    if (g_hash_table_contains (by_name, model->parameters[i].name))
      list_add (&missing, "%s", model->parameters[i].name);

  list_finish (&missing, message, _ ("missing"));
  list_finish (&extra, message, _ ("extra"));
  list_finish (&misshapen, message, _ ("misshapen"));
  list_finish (&wrong, message, _ ("neither F32, F64, F16 nor BF16"));
  if (message->len == 0)
    return TRUE;

  return fail (self, BS_ERROR_UNSUPPORTED,
               _ ("these are not the parameters of the model %s at size %u:%s"), model->name,
               model->size, message->str);
}

static float
from_half (guint16 bits)
{
  int exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff;
  float value;

  if (exponent == 0x1f)
    value = fraction != 0 ? NAN : INFINITY;
  else if (exponent == 0)
    value = ldexpf ((float) fraction, -24);
  else
    value = ldexpf ((float) (fraction + 0x400), exponent - 25);

  return (bits & 0x8000) != 0 ? -value : value;
}

/* Converts the first @n numbers of a chunk, which is aligned. */
static void
convert (NumberType type, const void *chunk, gsize n, float *values)
{
  for (gsize i = 0; i < n; i++)
    {
      union
      {
        guint32 bits;
        float value;
      } single;
      union
      {
        guint64 bits;
        double value;
      } wide;

      switch (type)
        {
        case TYPE_F32:
          single.bits = GUINT32_FROM_LE (((const guint32 *) chunk)[i]);
          values[i] = single.value;
          break;
        case TYPE_F64:
          wide.bits = GUINT64_FROM_LE (((const guint64 *) chunk)[i]);
          values[i] = (float) wide.value;
          break;
        case TYPE_F16:
          values[i] = from_half (GUINT16_FROM_LE (((const guint16 *) chunk)[i]));
          break;
        case TYPE_BF16:
          single.bits = (guint32) GUINT16_FROM_LE (((const guint16 *) chunk)[i]) << 16;
          values[i] = single.value;
          break;
        case TYPE_OTHER:
          g_assert_not_reached ();
        }
    }
}

static gboolean
read_values (Reader *self)
{
  g_autofree guint64 *chunk = g_malloc (CHUNK);

  for (guint i = 0; i < self->tensors->len; i++)
    {
      const Tensor *tensor = &g_array_index (self->tensors, Tensor, i);
      float *values = self->model->values + self->model->parameters[tensor->parameter].offset;
      guint64 left = tensor->end - tensor->begin;

      while (left > 0)
        {
          gsize bytes = MIN (left, CHUNK), n = bytes / number_types[tensor->type].size;

          if (!read_bytes (self, chunk, bytes))
            return FALSE;
          convert ((NumberType) tensor->type, chunk, n, values);
          values += n;
          left -= bytes;
        }
    }

  return TRUE;
}

static gboolean
read_file (Reader *self, guint64 size)
{
  guint64 length;
  g_autofree char *text = read_header (self, size, &length);
  g_autoptr (JsonParser) parser = text != NULL ? parse_header (self, text, length) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (parser == NULL)
    return FALSE;
  json_object_iter_init_ordered (&iter, json_node_get_object (json_parser_get_root (parser)));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!(g_str_equal (name, METADATA) ? check_metadata (self, node)
                                       : read_tensor (self, name, node)))
      return FALSE;

  return check_layout (self, size - LENGTH_SIZE - length) && match_model (self)
         && read_values (self);
}

static gboolean
load (const char *name, GInputStream *stream, guint64 size, BsModel *model, char **sha256,
      GError **error)
{
  g_autoptr (GChecksum) checksum = sha256 != NULL ? g_checksum_new (G_CHECKSUM_SHA256) : NULL;
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (Tensor));
  Reader reader = {
    .name = name,
    .stream = stream,
    .checksum = checksum,
    .model = model,
    .tensors = tensors,
    .error = error,
  };

  if (!read_file (&reader, size))
    return FALSE;
  if (sha256 != NULL)
    *sha256 = g_strdup (g_checksum_get_string (checksum));

  return TRUE;
}

gboolean
bs_safetensors_load (const char *path, BsModel *model, char **sha256, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) read_error = NULL;
  GStatBuf st;

  if (g_stat (path, &st) != 0)
    {
      g_set_error (error, BS_ERROR, errno == ENOENT ? BS_ERROR_NOT_FOUND : BS_ERROR_IO,
                   _ ("Could not read “%s”: %s"), name, g_strerror (errno));
      return FALSE;
    }
  /* A pipe without a writer would make us wait. */
  if (!S_ISREG (st.st_mode))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("“%s” is not a regular file, so it cannot be a safetensors file"), name);
      return FALSE;
    }
  stream = g_file_read (file, NULL, &read_error);
  if (stream == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), name,
                   read_error->message);
      return FALSE;
    }

  return load (name, G_INPUT_STREAM (stream), (guint64) st.st_size, model, sha256, error);
}

gboolean
bs_safetensors_load_bytes (const char *name, const void *bytes, gsize length, BsModel *model,
                           char **sha256, GError **error)
{
  g_autoptr (GInputStream)
      stream = g_memory_input_stream_new_from_data (bytes, (gssize) length, NULL);

  return load (name, stream, length, model, sha256, error);
}

/* The length and the header, padded so that the numbers behind it are aligned. */
static GString *
make_header (const BsModel *model)
{
  GString *header = g_string_new_len ("\0\0\0\0\0\0\0\0", LENGTH_SIZE);
  guint64 at = 0, length;

  g_string_append (header, "{\"" METADATA "\":{\"model\":");
  bs_json_append_string (header, model->name);
  g_string_append_printf (header, ",\"size\":\"%u\"}", model->size);
  for (guint i = 0; i < model->n_parameters; i++)
    {
      const BsParameter *parameter = &model->parameters[i];
      guint64 end = at + bs_parameter_length (parameter) * sizeof (float);

      g_string_append_c (header, ',');
      bs_json_append_string (header, parameter->name);
      g_string_append (header, ":{\"dtype\":\"F32\",\"shape\":[");
      for (guint k = 0; k < parameter->n_dims; k++)
        g_string_append_printf (header, k > 0 ? ",%u" : "%u", parameter->dims[k]);
      g_string_append_printf (header, "],\"data_offsets\":[%" PRIu64 ",%" PRIu64 "]}", at, end);
      at = end;
    }
  g_string_append_c (header, '}');
  while (header->len % LENGTH_SIZE != 0)
    g_string_append_c (header, ' ');
  length = GUINT64_TO_LE (header->len - LENGTH_SIZE);
  memcpy (header->str, &length, sizeof length);

  return header;
}

static gboolean
write_values (GOutputStream *stream, const float *values, gsize n, GError **error)
{
  g_autofree guint32 *chunk = g_malloc (CHUNK);

  while (n > 0)
    {
      gsize count = MIN (n, CHUNK / sizeof *chunk);

      memcpy (chunk, values, count * sizeof *chunk);
      for (gsize i = 0; i < count; i++)
        chunk[i] = GUINT32_TO_LE (chunk[i]);
      if (!g_output_stream_write_all (stream, chunk, count * sizeof *chunk, NULL, NULL, error))
        return FALSE;
      values += count;
      n -= count;
    }

  return TRUE;
}

static gboolean
write_model (GFile *file, gboolean replaces, const BsModel *model, GError **error)
{
  g_autoptr (GString) header = make_header (model);
  g_autoptr (GCancellable) abandon = g_cancellable_new ();
  g_autoptr (GFileOutputStream)
      out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
  GOutputStream *stream = (GOutputStream *) out;
  gboolean written;

  if (stream == NULL)
    return FALSE;

  written = g_output_stream_write_all (stream, header->str, header->len, NULL, NULL, error);
  for (guint i = 0; written && i < model->n_parameters; i++)
    written = write_values (stream, model->values + model->parameters[i].offset,
                            bs_parameter_length (&model->parameters[i]), error);
  if (written)
    return g_output_stream_close (stream, NULL, error);

  /* Closed like this it does not take the place of the old one; where there was none, what has
   * been written goes. */
  g_cancellable_cancel (abandon);
  g_output_stream_close (stream, abandon, NULL);
  if (!replaces)
    g_file_delete (file, NULL, NULL);

  return FALSE;
}

gboolean
bs_safetensors_save (const BsModel *model, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *target = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) write_error = NULL;

  /* An old file is replaced by a new one written beside it: a device must not be replaced that way,
   * and a link has to stay one. */
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      target = realpath (path, NULL);
      if (target == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_IO,
                       _ ("“%s” is not a regular file; choose another file name"), name);
          return FALSE;
        }
    }
  file = g_file_new_for_path (target != NULL ? target : path);
  if (!write_model (file, target != NULL, model, &write_error))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not write “%s”: %s"), name,
                   write_error->message);
      return FALSE;
    }

  return TRUE;
}
