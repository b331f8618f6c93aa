/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes into the JBD stream, in chunks the input chooses: nothing is read past its
 * length, and what was accepted says the same after being written and read again. */
#include "links/jbd.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void read_all(const struct lg_jbd_frame *frame)
{
	struct lg_jbd_info info;
	struct lg_jbd_cells cells;
	struct lg_jbd_frame again, twice;
	char name[LG_JBD_NAME + 1];
	bool charge, discharge;

	if (lg_jbd_info_read(frame, &info) == LG_OK) {
		require(info.cells >= 1 && info.cells <= LG_JBD_CELLS);
		require(lg_jbd_info_write(&info, &again) == LG_OK);
		require(lg_jbd_info_read(&again, &info) == LG_OK);
		require(lg_jbd_info_write(&info, &twice) == LG_OK);
		require(again.length == twice.length && again.length <= frame->length);
		require(memcmp(again.data, twice.data, again.length) == 0);
		require(memcmp(again.data, frame->data, 23) == 0);
	}
	if (lg_jbd_cells_read(frame, &cells) == LG_OK) {
		require(lg_jbd_cells_write(&cells, &again) == LG_OK);
		require(again.length == frame->length);
		require(memcmp(again.data, frame->data, again.length) == 0);
	}
	if (lg_jbd_name_read(frame, name) == LG_OK)
		require(lg_jbd_name_write(name, &again) == LG_OK);
	if (lg_jbd_fets_read(frame, &charge, &discharge) == LG_OK) {
		again = lg_jbd_ask_fets(charge, discharge);
		require(again.data[1] == frame->data[1]);
	}
}

static void check(const struct lg_jbd_frame *frame)
{
	uint8_t bytes[LG_JBD_FRAME];
	struct lg_jbd_frame again;
	int length = lg_jbd_frame_write(frame, bytes, sizeof bytes);

	require(length > 0);
	require(lg_jbd_frame_read(bytes, (size_t)length, &again) == length);
	require(again.reg == frame->reg && again.length == frame->length);
	require(memcmp(again.data, frame->data, frame->length) == 0);
	read_all(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lg_jbd_stream stream = {0};
	struct lg_jbd_frame frame;
	size_t chunk = size ? data[0] % 80U + 1 : 1;

	while (size > 0) {
		size_t want = chunk < size ? chunk : size;
		size_t taken = lg_jbd_stream_push(&stream, data, want);

		require(taken > 0);
		data += taken;
		size -= taken;
		while (lg_jbd_stream_next(&stream, &frame))
			check(&frame);
	}
	lg_jbd_stream_settle(&stream);
	while (lg_jbd_stream_next(&stream, &frame))
		check(&frame);
	require(stream.held == 0);
	return 0;
}
