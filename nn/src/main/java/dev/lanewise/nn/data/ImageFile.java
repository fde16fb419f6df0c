package dev.lanewise.nn.data;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.internal.Require;
import dev.lanewise.nn.io.InputFiles;
import dev.lanewise.nn.io.MalformedFileException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A PNG or JPEG file as a sample.
 *
 * <p>Values are in [0, 1] and as the file has them: no gamma, no normalisation, no inversion. Colour becomes gray by
 * {@code 0.299 R + 0.587 G + 0.114 B}; gray becomes colour by repetition; transparent parts become black. The picture is
 * stretched to the wanted height and width by a triangle filter, which is bilinear when enlarging and averages all
 * pixels when reducing.
 */
public final class ImageFile {

    /** The most pixels a picture may have; more are refused before anything is decoded. */
    public static final int MAX_PIXELS = 1 << 26;

    private ImageFile() {}

    /**
     * Reads a picture.
     *
     * @param file a PNG or JPEG file, whatever its name
     * @param shape {@code (height, width, channels)} of the sample, 1 or 3 channels
     * @return {@code height * width * channels} values, row-major
     * @throws MalformedFileException if it is not such a file, or too large, or damaged
     * @throws IOException if it cannot be read
     */
    public static float[] read(Path file, Shape shape) throws IOException {
        if (shape.rank() != 3 || (shape.last() != 1 && shape.last() != 3)) {
            throw Require.error("shape", "(height, width, 1 or 3)", shape);
        }
        InputFiles.require(file);
        byte[] content = Files.readAllBytes(file);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            BufferedImage image = decode(file, in);
            float[] pixels = shape.last() == 1 ? grayPixels(image) : colourPixels(image);
            return Resize.triangle(
                    pixels, image.getHeight(), image.getWidth(), shape.last(), shape.dimension(0), shape.dimension(1));
        }
    }

    private static BufferedImage decode(Path file, ImageInputStream in) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        ImageReader reader = readers.hasNext() ? readers.next() : null;
        String format = reader == null ? "" : reader.getFormatName().toLowerCase(Locale.ROOT);
        if (reader == null || !(format.equals("png") || format.equals("jpeg"))) {
            throw new MalformedFileException(file, "a PNG or JPEG picture", format.isEmpty() ? "neither" : format);
        }
        try {
            reader.setInput(in, true, true);
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width * height > MAX_PIXELS) {
                throw new MalformedFileException(file, "at most " + MAX_PIXELS + " pixels", width + "x" + height);
            }
            String[] warning = {null};
            reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
            BufferedImage image = reader.read(0);
            if (warning[0] != null) {
                throw damaged(file, format, warning[0]);
            }
            return image;
        } catch (MalformedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the decoders throw both at damaged input
            throw damaged(file, format, e.getMessage());
        } finally {
            reader.dispose();
        }
    }

    private static MalformedFileException damaged(Path file, String format, @Nullable String reason) {
        return new MalformedFileException(
                file, "a sound " + format.toUpperCase(Locale.ROOT) + " picture", "a damaged one (" + reason + ")");
    }

    private static float[] grayPixels(BufferedImage image) {
        if (isGray(image)) {
            return rawGray(image);
        }
        float[] colour = colourPixels(image);
        float[] gray = new float[colour.length / 3];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = 0.299f * colour[3 * i] + 0.587f * colour[3 * i + 1] + 0.114f * colour[3 * i + 2];
        }
        return gray;
    }

    private static float[] colourPixels(BufferedImage image) {
        float[] colour = new float[3 * image.getWidth() * image.getHeight()];
        if (isGray(image)) {
            float[] gray = rawGray(image);
            for (int i = 0; i < colour.length; i++) {
                colour[i] = gray[i / 3];
            }
            return colour;
        }
        int[] row = new int[image.getWidth()];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int argb : row) {
                float scale = (argb >>> 24) / (255f * 255f);
                colour[at++] = (argb >> 16 & 255) * scale;
                colour[at++] = (argb >> 8 & 255) * scale;
                colour[at++] = (argb & 255) * scale;
            }
        }
        return colour;
    }

    /** Gray samples as stored. {@code getRGB} would bend them: Java takes gray pictures for linear light. */
    private static boolean isGray(BufferedImage image) {
        return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    private static float[] rawGray(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        boolean alpha = image.getColorModel().hasAlpha();
        float full = (1 << image.getColorModel().getComponentSize(0)) - 1;
        float[] gray = new float[width * image.getHeight()];
        int[] samples = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, samples);
            for (int x = 0; x < width; x++) {
                gray[y * width + x] = samples[x] / full * (alpha ? raster.getSample(x, y, 1) / full : 1f);
            }
        }
        return gray;
    }
}
