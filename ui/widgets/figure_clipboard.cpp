#include "widgets/figure_clipboard.hpp"

#include "base/background.hpp"
#include "figures/figure_export.hpp"

#include <QClipboard>
#include <QGuiApplication>

namespace dpl::ui {

void copyFigure(QObject* context, const report::Figure& figure, double dpi, std::function<void()> done,
    std::function<void(const QString&)> failed)
{
    inBackground(
        context, [figure, dpi] { return figureImage(figure, dpi); },
        [done = std::move(done)](const QImage& picture) {
            QGuiApplication::clipboard()->setImage(picture);
            done();
        },
        std::move(failed));
}

} // namespace dpl::ui
