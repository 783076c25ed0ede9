#pragma once

#include "inspection/text_difference.hpp"

#include <QString>
#include <QWidget>

#include <string>
#include <vector>

class QLabel;

namespace dpl::ui {

class WrappedText;

/// A turn of a conversation: who speaks, and what they say, on a rounded ground. The text can be selected.
class TextBubble : public QWidget {
    Q_OBJECT

public:
    enum class Ground { human, assistant };

    TextBubble(const QString& speaker, Ground ground, QWidget* parent = nullptr);

    void setSpeaker(const QString& speaker);
    /// `marked`: bytes of the text that get a ground of their own.
    void setText(const std::string& text, const std::vector<inspection::TextRange>& marked = {});
    QString plainText() const { return QString::fromStdString(m_text); }
    std::size_t markedParts() const { return m_marked.size(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showText();
    void colourText();

    Ground m_ground;
    std::string m_text;
    std::vector<inspection::TextRange> m_marked;
    QLabel* m_speaker = nullptr;
    WrappedText* m_content = nullptr;
};

} // namespace dpl::ui
