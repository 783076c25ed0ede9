#pragma once

#include <QTextEdit>

namespace dpl::ui {

/// Text to be read and selected, as high as it needs to be. Words that are wider than the widget, as base64 and paths
/// are, are broken anywhere.
class WrappedText : public QTextEdit {
    Q_OBJECT

public:
    explicit WrappedText(QWidget* parent = nullptr);

    void setContent(const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitHeight();
};

} // namespace dpl::ui
