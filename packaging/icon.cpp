#include <QImage>
#include <QPainter>
#include <QSvgRenderer>

#include <cstdio>

/// Draws an SVG as a square PNG: dpl_icon SVG SIZE PNG.
int main(int argc, char** argv)
{
    const int size = argc == 4 ? QByteArray(argv[2]).toInt() : 0;
    QSvgRenderer drawing(QString::fromLocal8Bit(argc == 4 ? argv[1] : ""));
    if (size <= 0 || !drawing.isValid()) {
        std::fprintf(stderr, "dpl_icon: name an SVG, a size and a file\n");
        return 1;
    }
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    drawing.render(&painter);
    painter.end();
    return image.save(QString::fromLocal8Bit(argv[3])) ? 0 : 1;
}
